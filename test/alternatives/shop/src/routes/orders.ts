import { Router } from 'express'
import { fail } from '../failure.ts'
import { readEvent } from '../gateway.ts'
import { pageAsked, pageOf } from '../lists.ts'
import { placeOrder } from '../orders.ts'
import { cancel, pay, takeEvent } from '../payments.ts'
import { eventIn, idIn, jsonIn, signedIn } from '../request.ts'
import { NOTHING, PAY, read } from '../shapes.ts'
import type { Account } from '../tables/accounts.ts'
import { orderById, ordersBefore } from '../tables/orders.ts'

export const orders = Router()

/** Somebody else's is not there, but for admins. */
async function visible(id: string, { id: accountId, role }: Account) {
  return (await orderById(id, role === 'admin' ? undefined : accountId)) ?? fail('not_found')
}

orders.post('/orders', async (request, response) => {
  const account = await signedIn(request)
  read(NOTHING, await jsonIn(request, response))
  response.status(201).json({ data: await placeOrder(account.id) })
})

orders.get('/orders', async (request, response) => {
  const { id } = await signedIn(request)
  const page = pageAsked('orders', request.query)
  response.json(pageOf('orders', page, await ordersBefore(page, { accountId: id })))
})

orders.get('/orders/:id', async (request, response) => {
  const account = await signedIn(request)
  response.json({ data: await visible(idIn(request), account) })
})

orders.post('/orders/:id/cancel', async (request, response) => {
  const account = await signedIn(request)
  read(NOTHING, await jsonIn(request, response))
  const { id } = await visible(idIn(request), account)
  response.json({ data: await cancel(id) })
})

orders.post('/orders/:id/pay', async (request, response) => {
  const account = await signedIn(request)
  const { paymentMethod } = read(PAY, await jsonIn(request, response))
  const { id } = (await orderById(idIn(request), account.id)) ?? fail('not_found')
  const { order, isPaid } = await pay(id, paymentMethod)
  response.status(isPaid ? 200 : 202).json({ data: order })
})

orders.post('/webhooks/payments', async (request, response) => {
  const signature = request.get('stripe-signature')
  await takeEvent(readEvent(await eventIn(request, response), signature))
  response.json({ data: { received: true } })
})
