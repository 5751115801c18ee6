import { Router } from 'express'
import { notFound } from '../errors.ts'
import { onlyAdmins, signedIn } from '../middleware/guards.ts'
import { newProduct, parse, parseId, productChanges, productQuery } from '../schemas.ts'
import type { Service } from '../service.ts'
import { pageOf } from './pages.ts'

export function productRoutes(api: Router, service: Service): void {
  const { products, cache, images } = service
  const staff = Router().use(signedIn(service), onlyAdmins)

  api.get('/products', async (request, response) => {
    const { search, ...page } = parse(productQuery, request.query)
    const rows = await products.list(search, { ...page, limit: page.limit + 1 })
    response.json(pageOf(rows, page.limit, ({ serial: _serial, ...product }) => product))
  })

  api.get('/products/:id', async (request, response) => {
    const id = parseId(request.params['id'])
    const product = await cache.get(id, () => products.find(id))
    if (!product) throw notFound()
    response.json({ data: product })
  })

  api.post('/products', staff, async (request, response) => {
    response.status(201).json({ data: await products.add(parse(newProduct, request.body)) })
  })

  api.patch('/products/:id', staff, async (request, response) => {
    const changes = parse(productChanges, request.body)
    const id = parseId(request.params['id'])
    const product = await products.change(id, changes)
    if (!product) throw notFound()
    await cache.drop([id])
    response.json({ data: product })
  })

  api.delete('/products/:id', staff, async (request, response) => {
    const id = parseId(request.params['id'])
    const removed = await products.remove(id)
    if (!removed) throw notFound()
    await cache.drop([id])
    await images.remove(removed.key)
    response.status(204).end()
  })
}
