import { pipeline } from 'node:stream/promises'
import express, { type Router } from 'express'
import { PDF } from '../contracts.ts'
import { notFound } from '../errors.ts'
import { marketOf, only, signedIn } from '../middleware/guards.ts'
import { parseId } from '../schemas.ts'
import type { Service } from '../service.ts'

const readBytes = express.raw({ type: () => true, limit: '1mb' })
const PATH = '/markets/:market/listings/:id/contract'

export function contractRoutes(api: Router, service: Service): void {
  const { listings, contracts, news } = service
  const mine = signedIn(service)

  api.put(PATH, mine, only('admin', service), readBytes, async (request, response) => {
    const { id: market } = marketOf(response)
    const id = parseId(request.params['id'])
    if (!(await listings.find(market, id))) throw notFound()
    const bytes: unknown = request.body
    const key = await contracts.put(market, id, Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0))
    const changed = await listings.setContract(market, id, key)
    // Whichever of the two nobody shows any more.
    await contracts.remove(changed ? changed.replaced : key)
    if (!changed) throw notFound()
    await news.tell(market, 'changed', changed.listing)
    response.json({ data: changed.listing })
  })

  api.get(PATH, mine, only('member', service), async (request, response) => {
    const key = await listings.contractOf(marketOf(response).id, parseId(request.params['id']))
    if (key === undefined) throw notFound()
    const body = await contracts.get(key)
    // The client has left. Since Node.js 24, pipeline() would leave the source open.
    if (response.destroyed) return void body.destroy()
    response.type(PDF).attachment('contract.pdf').set('X-Content-Type-Options', 'nosniff')
    await pipeline(body, response)
  })
}
