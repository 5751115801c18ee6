import { check, expect } from 'backend-workbook/check'
import { createRouter } from '../../../exercises/06-express-architecture/tiny-router.ts'
import { serving } from '../over-http.ts'
import { routes, saying } from './routes.ts'

check('hands a request to the route that has its method and its path', { read: 'tiny-router' }, async () => {
  const router = createRouter(routes('GET /', 'GET /vendors', 'POST /vendors', 'GET /vendors/all/products'))
  await serving(router, async (ask) => {
    expect((await ask('GET', '/')).body, 'GET /').toBe(saying('GET /'))
    expect((await ask('GET', '/vendors')).body, 'GET /vendors').toBe(saying('GET /vendors'))
    expect((await ask('POST', '/vendors')).body, 'POST /vendors').toBe(saying('POST /vendors'))
    const deep = await ask('GET', '/vendors/all/products')
    expect(deep.body, 'GET /vendors/all/products').toBe(saying('GET /vendors/all/products'))
  })
})

check('gives the handler each :name with its piece of the path, decoded', { read: 'params' }, async () => {
  const name = 'GET /vendors/:vendorId/products/:productId'
  await serving(createRouter(routes(name)), async (ask) => {
    const { body } = await ask('GET', '/vendors/salt-and-co/products/caf%C3%A9%20+%20lait')
    expect(JSON.parse(body || 'null'), 'GET /vendors/salt-and-co/products/caf%C3%A9%20+%20lait').toEqual({
      route: name,
      params: { vendorId: 'salt-and-co', productId: 'café + lait' },
    })
  })
})

check('splits the path at its slashes before it decodes the pieces', { read: 'params' }, async () => {
  await serving(createRouter(routes('GET /files/:name', 'GET /files/:folder/:name')), async (ask) => {
    const { body } = await ask('GET', '/files/2024%2F12')
    expect(body, 'GET /files/2024%2F12, for GET /files/:name and GET /files/:folder/:name').toBe(
      saying('GET /files/:name', { name: '2024/12' }),
    )
    const percent = await ask('GET', '/files/100%2525')
    expect(percent.body, 'GET /files/100%2525, which decodes to 100%25').toBe(
      saying('GET /files/:name', { name: '100%25' }),
    )
  })
})

check('takes every other character of a path for itself', { read: 'tiny-router' }, async () => {
  const router = createRouter(
    routes('GET /a.b', 'GET /c*', 'GET /(d|e)', 'GET /f+/:id', 'GET /^g$', 'GET /[h', 'GET /i:j'),
  )
  await serving(router, async (ask) => {
    for (const path of ['/a.b', '/c*', '/(d|e)', '/^g$', '/[h', '/i:j']) {
      expect((await ask('GET', path)).body, `GET ${path}, with a route for GET ${path}`).toBe(saying(`GET ${path}`))
    }
    for (const path of ['/axb', '/ccc', '/d', '/ff/1', '/g', '/h', '/ix']) {
      expect(
        (await ask('GET', path)).status,
        `GET ${path}, with routes for /a.b /c* /(d|e) /f+/:id /^g$ /[h /i:j`,
      ).toBe(404)
    }
  })
})

check('answers 400 to a path that cannot be decoded, and goes on serving', { read: 'params' }, async () => {
  await serving(createRouter(routes('GET /:name')), async (ask) => {
    for (const path of ['/%zz', '/%', '/%E0%A4']) {
      const { status, body } = await ask('GET', path)
      expect({ status, body: status === 0 ? body : '' }, `GET ${path}`).toEqual({ status: 400, body: '' })
    }
    expect((await ask('GET', '/fine')).status, 'GET /fine after that').toBe(200)
  })
})

check('answers 404 where the whole path is not that of a route', { read: 'routing' }, async () => {
  await serving(createRouter(routes('GET /vendors', 'GET /vendors/:vendorId')), async (ask) => {
    for (const path of ['/vendor', '/vendorsandmore', '/vendors/', '/vendors/1/products', '/v1/vendors', '/VENDORS']) {
      const { status } = await ask('GET', path)
      expect(status, `GET ${path}, with routes for /vendors and /vendors/:vendorId`).toBe(404)
    }
    expect((await ask('GET', '/vendors/1')).status, 'GET /vendors/1, with the same routes').toBe(200)
  })
})
