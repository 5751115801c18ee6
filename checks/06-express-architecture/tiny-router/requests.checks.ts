import { check, expect } from 'backend-workbook/check'
import { createRouter, type Handler } from '../../../exercises/06-express-architecture/tiny-router.ts'
import { serving } from '../over-http.ts'
import { routes, saying } from './routes.ts'

check('takes the first route that fits path and method', { read: 'routing' }, async () => {
  const list = routes('GET /products/new', 'GET /products/:id', 'GET /products/old', 'DELETE /products/:id')
  await serving(createRouter(list), async (ask) => {
    expect((await ask('GET', '/products/new')).body, 'GET /products/new').toBe(saying('GET /products/new'))
    expect((await ask('GET', '/products/old')).body, 'GET /products/old, which stands behind /products/:id').toBe(
      saying('GET /products/:id', { id: 'old' }),
    )
    expect((await ask('DELETE', '/products/new')).body, 'DELETE /products/new').toBe(
      saying('DELETE /products/:id', { id: 'new' }),
    )
  })
})

check('gives each request params of its own', { read: 'params' }, async () => {
  const waiting: (() => void)[] = []
  const slow: Handler = async (_request, response, params) => {
    // Each waits until both have arrived.
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 2) for (const go of waiting.splice(0)) go()
    })
    const seen = { ...params }
    params['added'] = 'by the handler'
    response.end(JSON.stringify(seen))
  }
  const router = createRouter([...routes('GET /:kind/latest'), { method: 'GET', path: '/orders/:id', handler: slow }])
  await serving(router, async (ask) => {
    const both = await Promise.all([ask('GET', '/orders/1'), ask('GET', '/orders/2')])
    const seen = both.map(({ body }) => body)
    expect(seen, 'the params of GET /orders/1 and GET /orders/2, asked for at once').toEqual([
      '{"id":"1"}',
      '{"id":"2"}',
    ])
    const again = await Promise.all([ask('GET', '/orders/1'), ask('GET', '/orders/2')])
    expect(again[0]?.body, 'the params of GET /orders/1, after a handler has added to its params').toBe('{"id":"1"}')
  })
})

check('leaves the query out when it looks for a route', { read: 'routing' }, async () => {
  await serving(createRouter(routes('GET /orders', 'GET /orders/:id')), async (ask) => {
    expect((await ask('GET', '/orders?page=2')).body, 'GET /orders?page=2').toBe(saying('GET /orders'))
    const { body } = await ask('GET', '/orders/7?next=/orders/8&full?')
    expect(body, 'GET /orders/7?next=/orders/8&full?').toBe(saying('GET /orders/:id', { id: '7' }))
    expect((await ask('GET', '/orders?off=50%')).status, 'GET /orders?off=50%').toBe(200)
  })
})

check('takes the path as it was sent', { read: 'params' }, async () => {
  await serving(createRouter(routes('GET /', 'GET /admin', 'GET /public/:file')), async (ask) => {
    for (const path of [
      '//',
      '//admin',
      '//example.com/admin',
      '/public/../admin',
      '/public/%2e%2e/admin',
      '/./admin',
      '/admin#top',
    ]) {
      const { status, body } = await ask('GET', path)
      const answer = status === 0 ? body : status
      expect(answer, `GET ${path}, with routes for /, /admin and /public/:file`).toBe(404)
    }
    expect((await ask('GET', '/public/%2e%2e')).body, 'GET /public/%2e%2e').toBe(
      saying('GET /public/:file', { file: '..' }),
    )
  })
})

check('answers 500 when a handler fails, and goes on serving', { read: 'request-lifecycle' }, async () => {
  const router = createRouter([
    {
      method: 'GET',
      path: '/throws',
      handler: () => {
        throw new Error('no such vendor')
      },
    },
    {
      method: 'GET',
      path: '/rejects',
      handler: async () => {
        await null
        throw new Error('no connection')
      },
    },
    {
      method: 'GET',
      path: '/rejects-with-nothing',
      handler: () => Promise.reject(),
    },
    {
      method: 'GET',
      path: '/half',
      handler: (_request, response) => {
        response.write('half')
        throw new Error('the other half is missing')
      },
    },
    ...routes('GET /fine'),
  ])
  await serving(router, async (ask) => {
    // How an answer ends that had begun is nobody's promise. That the server lives on is.
    await ask('GET', '/half')
    for (const path of ['/throws', '/rejects', '/rejects-with-nothing']) {
      const { status, body } = await ask('GET', path)
      expect(status === 0 ? body : status, `GET ${path}, whose handler ${path.slice(1)}`).toBe(500)
    }
    expect((await ask('GET', '/fine')).status, 'GET /fine after that').toBe(200)
  })
})
