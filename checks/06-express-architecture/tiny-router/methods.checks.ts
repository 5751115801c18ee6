import { check, expect } from 'backend-workbook/check'
import { createRouter, type Handler } from '../../../exercises/06-express-architecture/tiny-router.ts'
import { methodsIn, serving } from '../over-http.ts'
import { routes, saying } from './routes.ts'

check('answers 405, and in Allow what would have worked', { read: 'status-codes' }, async () => {
  const router = createRouter(routes('GET /orders/:id', 'PUT /orders/:id', 'DELETE /orders/all', 'POST /orders'))
  await serving(router, async (ask) => {
    const patch = await ask('PATCH', '/orders/7')
    expect(patch.status, 'PATCH /orders/7, with routes for GET and PUT').toBe(405)
    expect(methodsIn(patch.headers.allow), 'Allow of PATCH /orders/7').toEqual(['GET', 'HEAD', 'OPTIONS', 'PUT'])
    const all = await ask('POST', '/orders/all')
    expect(methodsIn(all.headers.allow), 'Allow of POST /orders/all, with GET and PUT /orders/:id too').toEqual([
      'DELETE',
      'GET',
      'HEAD',
      'OPTIONS',
      'PUT',
    ])
    const head = await ask('HEAD', '/orders')
    expect(head.status, 'HEAD /orders, with a route for POST only').toBe(405)
    expect(methodsIn(head.headers.allow), 'Allow of HEAD /orders').toEqual(['OPTIONS', 'POST'])
  })
})

check('answers HEAD as the route for GET does, without the body', { read: 'methods' }, async () => {
  const report: Handler = (_request, response) => {
    response.writeHead(200, { 'content-length': 6, etag: '"seven"' }).end('orders')
  }
  const router = createRouter([
    { method: 'GET', path: '/report', handler: report },
    ...routes('GET /own'),
    { method: 'HEAD', path: '/own', handler: (_request, response) => void response.writeHead(204).end() },
  ])
  await serving(router, async (ask) => {
    const { status, headers, body } = await ask('HEAD', '/report')
    expect({ status, etag: headers.etag, body }, 'HEAD /report, where GET answers 200 with an ETag').toEqual({
      status: 200,
      etag: '"seven"',
      body: '',
    })
    expect((await ask('HEAD', '/own')).status, 'HEAD /own, whose own route answers 204').toBe(204)
  })
})

check('answers OPTIONS with 204 and Allow, unless a route does', { read: 'methods' }, async () => {
  const router = createRouter(routes('GET /orders', 'POST /orders', 'OPTIONS /own', 'GET /own'))
  await serving(router, async (ask) => {
    const { status, headers, body } = await ask('OPTIONS', '/orders')
    expect({ status, body }, 'OPTIONS /orders').toEqual({ status: 204, body: '' })
    expect(methodsIn(headers.allow), 'Allow of OPTIONS /orders').toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
    expect((await ask('OPTIONS', '/own')).body, 'OPTIONS /own, which has a route').toBe(saying('OPTIONS /own'))
    expect((await ask('OPTIONS', '/nothing')).status, 'OPTIONS /nothing').toBe(404)
  })
})
