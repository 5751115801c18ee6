import type { Router } from 'express'
import { priceOf } from '../domain/pricing.ts'
import { notFound } from '../errors.ts'
import { accountOf, signedIn } from '../middleware/guards.ts'
import { cartItem, parse, parseId } from '../schemas.ts'
import type { Service } from '../service.ts'

export function cartRoutes(api: Router, service: Service): void {
  const { carts } = service
  api.use('/cart', signedIn(service))

  const shown = async (accountId: string) => {
    const items = await carts.items(accountId)
    return { data: { items, totals: priceOf(items) } }
  }

  api.get('/cart', async (_request, response) => {
    response.json(await shown(accountOf(response).id))
  })

  api.put('/cart/items/:productId', async (request, response) => {
    const { quantity } = parse(cartItem, request.body)
    const { id } = accountOf(response)
    if (!(await carts.put(id, parseId(request.params['productId']), quantity))) throw notFound()
    response.json(await shown(id))
  })

  api.delete('/cart/items/:productId', async (request, response) => {
    const { id } = accountOf(response)
    await carts.take(id, parseId(request.params['productId']))
    response.json(await shown(id))
  })
}
