import { Router } from 'express'
import { z } from 'zod'
import { query } from '../database.ts'
import { fail } from '../failure.ts'
import { pageAsked, pageOf } from '../lists.ts'
import { idIn, jsonIn, staff } from '../request.ts'
import { read, SHIP } from '../shapes.ts'
import { changeStatus, orderById, ordersBefore, STATUSES, summary } from '../tables/orders.ts'

export const admin = Router()

const FILTER = z.object({ status: z.enum(STATUSES).optional() })

admin.get('/admin/orders', async (request, response) => {
  await staff(request)
  const { status } = read(FILTER, request.query)
  const page = pageAsked('admin orders', request.query)
  response.json(pageOf('admin orders', page, await ordersBefore(page, { status })))
})

admin.patch('/admin/orders/:id', async (request, response) => {
  await staff(request)
  read(SHIP, await jsonIn(request, response))
  const id = idIn(request)
  if (!(await orderById(id))) fail('not_found')
  if (!(await changeStatus(query, id, 'ship'))) fail('conflict')
  response.json({ data: await orderById(id) })
})

admin.get('/admin/summary', async (request, response) => {
  await staff(request)
  response.json({ data: await summary() })
})
