import { check, expect, startApp } from 'backend-workbook/check'
import { ask, bodyOf, expectFailure, json, KEY, KEYS, PATIENT_MS, server } from '../over-http.ts'

check('asks for a key everywhere below /api/v1, and nowhere else', { read: 'levels' }, async () => {
  const app = await server()
  const health = await ask(app, '/health')
  expect([health.status, json(health)], 'GET /health without a key').toEqual([200, { status: 'ok' }])
  for (const path of ['/nothing-here', '/api/v10/products', '/v1/products']) {
    expectFailure(await ask(app, path), [404, 'not_found'], `GET ${path} without a key`)
  }
  for (const [method, path] of [
    ['GET', '/api/v1/products'],
    ['GET', '/api/v1/products/7/stock'],
    ['GET', '/api/v1/nothing-here'],
    ['DELETE', '/api/v1/products/7'],
    ['OPTIONS', '/api/v1/products'],
  ] as const) {
    const answer = await ask(app, path, { method })
    expectFailure(answer, [401, 'unauthorized'], `${method} ${path} without a key`)
    expect(answer.headers['www-authenticate'], `the WWW-Authenticate header of that answer`).toMatch(/^bearer/i)
  }
  const head = await ask(app, '/api/v1/products', { method: 'HEAD' })
  expect(head.status, 'HEAD /api/v1/products without a key').toBe(401)
  const capitals = await ask(app, '/API/V1/products/7')
  expect(
    [401, 404].includes(capitals.status) ? 'refused' : capitals.status,
    'GET /API/V1/products/7 without a key (an Express app takes it for /api/v1/products/7)',
  ).toBe('refused')
})

check('takes each of the keys, and nothing that only resembles one', { read: 'keys' }, async () => {
  const app = await server()
  for (const key of KEYS) {
    const answer = await ask(app, '/api/v1/products/7', { key })
    expect([answer.status, json(answer)], `GET /api/v1/products/7 with the key ${key}`).toEqual([
      200,
      { data: { id: '7', name: 'Rye flour no. 7', priceCents: 307 } },
    ])
  }
  const wrong = [KEY.slice(0, -1), `${KEY}0`, KEY.toUpperCase(), KEY.replace('0', '1'), KEY.replace('0', 'é'), 'x', '']
  for (const key of [...wrong, KEYS.join(', '), KEYS.join(' ,  '), 'undefined']) {
    const answer = await ask(app, '/api/v1/products/7', { key })
    expectFailure(
      answer,
      [401, 'unauthorized'],
      `GET /api/v1/products/7 with the key '${key}', when the keys are ${KEYS.join(' and ')}`,
    )
  }
  for (const authorization of [`Not-Bearer ${KEY}`, KEY, `Basic ${KEY}`, `Bearer${KEY}`]) {
    const { status } = await ask(app, '/api/v1/products/7', { headers: { authorization } })
    expect(status, `GET /api/v1/products/7 with Authorization: ${authorization}`).toBe(401)
  }
  for (const name of ['key', 'api_key', 'apiKey', 'token', 'access_token', 'authorization']) {
    const path = `/api/v1/products/7?${name}=${encodeURIComponent(name === 'authorization' ? `Bearer ${KEY}` : KEY)}`
    expectFailure(await ask(app, path), [401, 'unauthorized'], `GET ${path}`)
  }
  for (const headers of [{ 'x-api-key': KEY }, { cookie: `key=${KEY}; token=${KEY}` }]) {
    const answer = await ask(app, '/api/v1/products/7', { headers })
    expectFailure(answer, [401, 'unauthorized'], `GET /api/v1/products/7 with ${JSON.stringify(headers)}`)
  }
})

check('lets nobody in when API_KEYS is empty', { read: 'keys' }, async () => {
  for (const keys of ['', ' , ']) {
    const app = await startApp({ env: { API_KEYS: keys } })
    for (const authorization of [undefined, '', 'Bearer', 'Bearer ', 'Bearer ,', 'Bearer undefined']) {
      const headers = authorization === undefined ? {} : { authorization }
      const { status } = await ask(app, '/api/v1/products/7', { headers })
      const what = `GET /api/v1/products/7 with ${JSON.stringify(headers)} when API_KEYS is '${keys}'`
      expect(status, what).toBe(401)
    }
  }
})

check('turns a stranger away before it reads the body', { read: 'bodies', ms: PATIENT_MS }, async () => {
  const app = await server()
  const post = { method: 'POST' }
  const broken = await ask(app, '/api/v1/orders', { ...post, body: '{"lines":' })
  expect(broken.status, 'POST /api/v1/orders with a body that is not JSON, without a key').toBe(401)
  const large = await ask(app, '/api/v1/orders', { ...post, body: bodyOf(300_000) })
  expect(large.status, 'POST /api/v1/orders with 300,000 bytes, without a key').toBe(401)
  const headers = { 'content-type': 'application/json', 'content-length': '1000' }
  const withheld = await ask(app, '/api/v1/orders', { ...post, headers, withheld: true }).catch(String)
  expect(
    typeof withheld === 'string' ? withheld : withheld.status,
    'POST /api/v1/orders that announces 1,000 bytes and sends none, without a key',
  ).toBe(401)
})
