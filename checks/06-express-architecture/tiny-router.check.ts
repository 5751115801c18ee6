import { check, expect } from 'backend-workbook/check'
import { createRouter, type Handler, type Route } from '../../exercises/06-express-architecture/tiny-router.ts'
import { methodsIn, serving } from './over-http.ts'

/** Answers with the name of the route and its params. */
function says(name: string): Handler {
  return (_request, response, params) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ route: name, params }))
  }
}

/** `routes('GET /a', 'POST /b')`: each says its own name. */
function routes(...names: string[]): Route[] {
  return names.map((name) => {
    const [method = '', path = ''] = name.split(' ')
    return { method, path, handler: says(name) }
  })
}

/** What a route of `routes` answers, to compare with. */
const saying = (route: string, params = {}) => JSON.stringify({ route, params })

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
  const router = createRouter(routes('GET /a.b', 'GET /c*', 'GET /(d|e)', 'GET /f+/:id', 'GET /^g$', 'GET /[h'))
  await serving(router, async (ask) => {
    for (const path of ['/a.b', '/c*', '/(d|e)', '/^g$', '/[h']) {
      expect((await ask('GET', path)).body, `GET ${path}, with a route for GET ${path}`).toBe(saying(`GET ${path}`))
    }
    for (const path of ['/axb', '/ccc', '/d', '/ff/1', '/g', '/h']) {
      expect((await ask('GET', path)).status, `GET ${path}, with routes for /a.b /c* /(d|e) /f+/:id /^g$ /[h`).toBe(404)
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
    for (const path of ['//', '//admin', '//example.com/admin', '/public/../admin', '/public/%2e%2e/admin']) {
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
      path: '/half',
      handler: (_request, response) => {
        response.write('half')
        throw new Error('the other half is missing')
      },
    },
    ...routes('GET /fine'),
  ])
  await serving(router, async (ask) => {
    expect((await ask('GET', '/half')).status, 'GET /half, whose handler writes and throws: no whole answer').not.toBe(
      200,
    )
    for (const path of ['/throws', '/rejects']) {
      const { status, body } = await ask('GET', path)
      expect(status === 0 ? body : status, `GET ${path}, whose handler ${path.slice(1)}`).toBe(500)
    }
    expect((await ask('GET', '/fine')).status, 'GET /fine after that').toBe(200)
  })
})
