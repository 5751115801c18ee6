import type { Router } from 'express'
import { STATUSES } from '../domain/order-state.ts'
import { onlyAdmins, signedIn } from '../middleware/guards.ts'
import { adminOrderQuery, parse, parseId, shipping } from '../schemas.ts'
import type { Service } from '../service.ts'
import type { Order } from '../stores/orders.ts'
import { shownOrder } from './orders.ts'
import { pageOf } from './pages.ts'

const shown = (order: Order) => ({ ...shownOrder(order), accountId: order.accountId })

export function adminRoutes(api: Router, service: Service): void {
  const { orders } = service
  api.use('/admin', signedIn(service), onlyAdmins)

  api.get('/admin/orders', async (request, response) => {
    const { limit, cursor, status } = parse(adminOrderQuery, request.query)
    const rows = await orders.list({ status }, { limit: limit + 1, cursor })
    response.json(pageOf(rows, limit, shown))
  })

  api.patch('/admin/orders/:id', async (request, response) => {
    parse(shipping, request.body)
    response.json({ data: shown(await orders.advance(parseId(request.params['id']), 'ship')) })
  })

  api.get('/admin/summary', async (_request, response) => {
    const sums = new Map((await orders.sums()).map((row) => [row.status, row]))
    const counts = Object.fromEntries(STATUSES.map((status) => [status, sums.get(status)?.count ?? 0]))
    const revenueCents = (sums.get('paid')?.cents ?? 0) + (sums.get('shipped')?.cents ?? 0)
    response.json({ data: { orders: counts, revenueCents } })
  })
}
