// What a mounted router sees: the same request, looked at on three levels.
// Look for: url gets shorter, baseUrl longer, originalUrl stays; and whose params are missing without mergeParams.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Request, Router } from 'express'

function show(level: string, request: Request): void {
  console.log(`  ${level}`)
  console.log(`    baseUrl  ${request.baseUrl || '(empty)'}`)
  console.log(`    url      ${request.url}`)
  console.log(`    params   ${JSON.stringify({ ...request.params })}`)
}

function productsRouter(mergeParams: boolean): Router {
  const products = Router({ mergeParams })
  products.get('/:productId', (request, response) => {
    show('products.get("/:productId")', request)
    response.json({ originalUrl: request.originalUrl })
  })
  return products
}

const app = express()
app.use((request, _response, next) => {
  show('app.use', request)
  next()
})
for (const mergeParams of [false, true]) {
  const vendors = Router()
  vendors.use('/:vendorId', (request, _response, next) => {
    show('vendors.use("/:vendorId")', request)
    next()
  })
  vendors.use('/:vendorId/products', productsRouter(mergeParams))
  app.use(mergeParams ? '/merged/vendors' : '/plain/vendors', vendors)
}

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
for (const path of ['/plain/vendors/north-mill/products/7', '/merged/vendors/north-mill/products/7?full']) {
  console.log(`\nGET ${path}`)
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  console.log(`  originalUrl, everywhere: ${((await response.json()) as { originalUrl: string }).originalUrl}`)
}
server.close()
server.closeAllConnections()
