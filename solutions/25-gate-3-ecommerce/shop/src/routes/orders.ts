import type { Request, Response, Router } from 'express'
import { notFound } from '../errors.ts'
import { accountOf, signedIn } from '../middleware/guards.ts'
import { nothing, orderQuery, parse, parseId, payment } from '../schemas.ts'
import type { Service } from '../service.ts'
import type { Order } from '../stores/orders.ts'
import { pageOf } from './pages.ts'

export function shownOrder({ id, status, lines, totals, history, createdAt }: Order) {
  return { id, status, lines, totals, history, createdAt }
}

const productsOf = ({ lines }: Order) => lines.map(({ productId }) => productId)

export function orderRoutes(api: Router, service: Service): void {
  const { orders, payments, cache } = service
  api.use('/orders', signedIn(service))

  /** @throws AppError 404 also for an order of somebody else's: nobody learns that it exists */
  const visible = async (request: Request, response: Response) => {
    const order = await orders.find(parseId(request.params['id']))
    const { id, role } = accountOf(response)
    if (order.accountId !== id && role !== 'admin') throw notFound()
    return order
  }

  api.post('/orders', async (request, response) => {
    parse(nothing, request.body ?? {})
    const order = await orders.place(accountOf(response).id)
    await cache.drop(productsOf(order))
    response.status(201).json({ data: shownOrder(order) })
  })

  api.get('/orders', async (request, response) => {
    const { limit, cursor } = parse(orderQuery, request.query)
    const rows = await orders.list({ accountId: accountOf(response).id }, { limit: limit + 1, cursor })
    response.json(pageOf(rows, limit, shownOrder))
  })

  api.get('/orders/:id', async (request, response) => {
    response.json({ data: shownOrder(await visible(request, response)) })
  })

  api.post('/orders/:id/cancel', async (request, response) => {
    parse(nothing, request.body ?? {})
    const order = await payments.cancel(await visible(request, response))
    await cache.drop(productsOf(order))
    response.json({ data: shownOrder(order) })
  })

  api.post('/orders/:id/pay', async (request, response) => {
    const { paymentMethod } = parse(payment, request.body)
    const order = await payments.pay(await visible(request, response), paymentMethod)
    response.status(order.status === 'pending' ? 202 : 200).json({ data: shownOrder(order) })
  })
}
