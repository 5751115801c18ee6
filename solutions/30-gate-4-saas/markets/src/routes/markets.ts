import type { Router } from 'express'
import { accountOf, marketOf, only, signedIn } from '../middleware/guards.ts'
import { bodies, parse, parseId } from '../schemas.ts'
import type { Service } from '../service.ts'

export function marketRoutes(api: Router, service: Service): void {
  const { markets, members, payments } = service
  const mine = signedIn(service)

  api.post('/markets', mine, async (request, response) => {
    const { name } = parse(bodies.newMarket, request.body)
    response.status(201).json({ data: await markets.add(name, accountOf(response).id) })
  })

  api.get('/markets', mine, async (_request, response) => {
    response.json({ data: await markets.of(accountOf(response).id) })
  })

  api.get('/markets/:market', mine, only('member', service), (_request, response) => {
    response.json({ data: marketOf(response) })
  })

  api.get('/markets/:market/members', mine, only('member', service), async (_request, response) => {
    response.json({ data: await members.of(marketOf(response).id) })
  })

  api.put('/markets/:market/members', mine, only('admin', service), async (request, response) => {
    const { email, role } = parse(bodies.membership, request.body)
    const market = marketOf(response)
    response.json({ data: await members.put(market.id, market.role, email, role) })
  })

  api.delete('/markets/:market/members/:account', mine, only('admin', service), async (request, response) => {
    const market = marketOf(response)
    await members.remove(market.id, market.role, parseId(request.params['account']))
    response.status(204).end()
  })

  api.post('/markets/:market/plan', mine, only('owner', service), async (request, response) => {
    const { paymentMethod } = parse(bodies.purchase, request.body)
    const { id } = marketOf(response)
    const isPaid = await payments.buyPlan(id, paymentMethod)
    response.status(isPaid ? 200 : 202).json({ data: await markets.find(id, accountOf(response).id) })
  })
}
