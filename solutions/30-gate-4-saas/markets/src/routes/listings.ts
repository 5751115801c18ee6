import type { Router } from 'express'
import { notFound } from '../errors.ts'
import { marketOf, only, signedIn } from '../middleware/guards.ts'
import { bodies, cursorOf, pageQuery, parse, parseId } from '../schemas.ts'
import type { Service } from '../service.ts'

/** A change is saved, then the cache forgets, then it is told, and only then it is answered. */
export function listingRoutes(api: Router, service: Service): void {
  const { listings, cache, contracts, news } = service
  const mine = signedIn(service)
  const [member, admin] = [only('member', service), only('admin', service)]

  api.get('/markets/:market/window', async (request, response) => {
    const market = parseId(request.params['market'])
    const window = await cache.get(market, () => listings.window(market))
    if (!window) throw notFound()
    response.json({ data: window })
  })

  api.get('/markets/:market/listings', mine, member, async (request, response) => {
    const { limit, cursor } = parse(pageQuery, request.query)
    // One row more: if it is there, there is a next page.
    const rows = await listings.page(marketOf(response).id, { limit: limit + 1, cursor })
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    const nextCursor = rows.length > limit && last ? cursorOf(last.serial) : null
    response.json({ data: shown.map(({ serial: _serial, ...listing }) => listing), page: { nextCursor } })
  })

  api.get('/markets/:market/listings/:id', mine, member, async (request, response) => {
    const listing = await listings.find(marketOf(response).id, parseId(request.params['id']))
    if (!listing) throw notFound()
    response.json({ data: listing })
  })

  api.post('/markets/:market/listings', mine, admin, async (request, response) => {
    const { id: market } = marketOf(response)
    const listing = await listings.add(market, parse(bodies.newListing, request.body))
    if (!listing) throw notFound()
    await cache.drop(market)
    await news.tell(market, 'created', listing)
    response.status(201).json({ data: listing })
  })

  api.patch('/markets/:market/listings/:id', mine, admin, async (request, response) => {
    const { id: market } = marketOf(response)
    const changes = parse(bodies.listingChanges, request.body)
    const listing = await listings.change(market, parseId(request.params['id']), changes)
    if (!listing) throw notFound()
    await cache.drop(market)
    await news.tell(market, 'changed', listing)
    response.json({ data: listing })
  })

  api.delete('/markets/:market/listings/:id', mine, admin, async (request, response) => {
    const { id: market } = marketOf(response)
    const removed = await listings.remove(market, parseId(request.params['id']))
    if (!removed) throw notFound()
    await cache.drop(market)
    await contracts.remove(removed.replaced)
    await news.tell(market, 'deleted', removed.listing)
    response.status(204).end()
  })
}
