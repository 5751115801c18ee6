import type { Response, Router } from 'express'
import { notFound } from '../errors.ts'
import { accountOf, only, signedIn } from '../middleware/guards.ts'
import { newOrder, orderQuery, parse, parseId } from '../schemas.ts'
import type { Service } from '../service.ts'

export function orderRoutes(api: Router, { accounts, tokens, orders }: Service): void {
  const isSignedIn = signedIn(tokens, accounts)

  api.post('/api/v1/orders', isSignedIn, only('retailer'), async (request, response) => {
    const { note } = parse(newOrder, request.body)
    response.status(201).json({ data: await orders.add(accountOf(response).id, note) })
  })

  api.get('/api/v1/orders', isSignedIn, only('retailer', 'admin'), async (request, response) => {
    const { search } = parse(orderQuery, request.query)
    response.json({ data: await orders.list(visibleTo(response), search) })
  })

  api.get('/api/v1/orders/:id', isSignedIn, only('retailer', 'admin'), async (request, response) => {
    const order = await orders.find(visibleTo(response), parseId(request.params['id']))
    if (!order) throw notFound()
    response.json({ data: order })
  })

  api.delete('/api/v1/orders/:id', isSignedIn, only('retailer'), async (request, response) => {
    if (!(await orders.remove(accountOf(response).id, parseId(request.params['id'])))) throw notFound()
    response.status(204).end()
  })
}

/** Whose orders somebody may see; undefined for everybody's. */
function visibleTo(response: Response): string | undefined {
  const { id, role } = accountOf(response)
  return role === 'admin' ? undefined : id
}
