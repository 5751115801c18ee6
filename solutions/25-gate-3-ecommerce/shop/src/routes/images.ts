import { pipeline } from 'node:stream/promises'
import express, { type Router } from 'express'
import { notFound } from '../errors.ts'
import { onlyAdmins, signedIn } from '../middleware/guards.ts'
import { parseId } from '../schemas.ts'
import type { Service } from '../service.ts'

const readBytes = express.raw({ type: () => true, limit: '1mb' })

export function imageRoutes(api: Router, service: Service): void {
  const { products, images, cache } = service

  api.put('/products/:id/image', signedIn(service), onlyAdmins, readBytes, async (request, response) => {
    const id = parseId(request.params['id'])
    if (!(await products.find(id))) throw notFound()
    const bytes: unknown = request.body
    const image = await images.put(id, Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0))
    const changed = await products.setImage(id, image)
    await cache.drop([id])
    // Whichever of the two nobody shows any more.
    await images.remove(changed ? changed.before : image.key)
    if (!changed) throw notFound()
    response.json({ data: changed.product })
  })

  api.get('/products/:id/image', async (request, response) => {
    const image = await products.imageOf(parseId(request.params['id']))
    if (!image) throw notFound()
    const body = await images.get(image.key)
    // The client has left. Since Node.js 24, pipeline() would leave the source open.
    if (response.destroyed) return void body.destroy()
    response.type(image.type).set('X-Content-Type-Options', 'nosniff')
    await pipeline(body, response)
  })
}
