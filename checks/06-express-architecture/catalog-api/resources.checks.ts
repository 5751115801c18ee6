import { check, expect, sharedApp } from 'backend-workbook/check'
import { expectError, locationOf, MILL, named, SALT, send, unused } from '../catalog.ts'
import { ask, methodsIn } from '../over-http.ts'

check('shows the vendors, and the products of each vendor alone', { read: 'nested-routers' }, async () => {
  const app = await sharedApp()
  const mill = { id: 'north-mill', name: 'North Mill' }
  const salt = { id: 'salt-and-co', name: 'Salt & Co.' }
  expect((await send(app, 'GET', '/api/v1/vendors')).body, 'GET /api/v1/vendors').toEqual({ data: [mill, salt] })
  const one = await send(app, 'GET', '/api/v1/vendors/salt-and-co')
  expect(one.body, 'GET /api/v1/vendors/salt-and-co').toEqual({ data: salt })

  const name = unused('Oats')
  const path = `${MILL}/shown`
  await send(app, 'PUT', path, { name, priceCents: 1 })
  const other = path.replace('north-mill', 'salt-and-co')
  expectError(await send(app, 'GET', other), [404, 'not_found'], `GET ${other}, a product of the other vendor`)
  await send(app, 'PUT', `${MILL}/shown-next`, { name, priceCents: 2 })
  await send(app, 'PUT', path, { name, priceCents: 3 })
  const prices = (await named(app, MILL, name)).map((product) => Reflect.get(Object(product), 'priceCents'))
  expect(
    prices,
    `the prices in GET ${MILL}, after PUT of a product with 1, of another with 2, of the first with 3`,
  ).toEqual([3, 2])
  expect(await named(app, SALT, name), `how GET ${SALT} lists the other vendor's product`).toHaveLength(0)
})

check('answers 201 to POST, with the Location of what it created', { read: 'status-codes' }, async () => {
  const app = await sharedApp()
  const fields = { name: unused('Rye flour'), priceCents: 480 }
  const reply = await send(app, 'POST', MILL, fields)
  expect(reply.status, `POST ${MILL} { name, priceCents: 480 }`).toBe(201)
  const product = { id: expect.any(String), vendorId: 'north-mill', ...fields }
  expect(reply.body, `POST ${MILL} { name, priceCents: 480 }`).toEqual({ data: product })
  const location = locationOf(app, MILL, reply)
  const { id } = (reply.body as { data: { id: string } }).data
  expect(location, 'the Location of the answer').toBe(`${MILL}/${id}`)
  expect((await send(app, 'GET', location ?? '')).body, 'GET of that Location').toEqual(reply.body)

  const spaced = { name: `  ${unused('Spelt  flour')} `, priceCents: 310 }
  const kept = await send(app, 'POST', MILL, spaced)
  expect(kept.body, `POST ${MILL} with a name that begins with two spaces and ends with one`).toEqual({
    data: { id: expect.any(String), vendorId: 'north-mill', ...spaced },
  })

  const second = await send(app, 'POST', MILL, fields)
  expect(second.status, 'the same POST again, without an Idempotency-Key').toBe(201)
  expect(await named(app, MILL, fields.name), 'the products of that name after both').toHaveLength(2)
})

check('answers 404 in the same envelope to whatever is not there', { read: 'envelope' }, async () => {
  const app = await sharedApp()
  for (const path of ['/', '/vendors', '/api/v1', '/api/v1/orders', '/api/v2/vendors', `${MILL}/a/b`]) {
    expectError(await send(app, 'GET', path), [404, 'not_found'], `GET ${path}`)
  }
  const nobody = '/api/v1/vendors/nobody'
  const fields = { name: 'Salt', priceCents: 90 }
  expectError(await send(app, 'GET', nobody), [404, 'not_found'], `GET ${nobody}`)
  expectError(await send(app, 'GET', `${nobody}/products`), [404, 'not_found'], `GET ${nobody}/products`)
  expectError(await send(app, 'POST', `${nobody}/products`, fields), [404, 'not_found'], `POST ${nobody}/products`)
  expectError(await send(app, 'PUT', `${nobody}/products/x`, fields), [404, 'not_found'], `PUT ${nobody}/products/x`)
  expectError(await send(app, 'GET', `${MILL}/never-there`), [404, 'not_found'], `GET ${MILL}/never-there`)
})

check('answers 400 to what it cannot read', { read: 'status-codes' }, async () => {
  const app = await sharedApp()
  const name = unused('Half a product')
  const half = `{ "name": "${name}", "priceCents": 1`
  expectError(await send(app, 'POST', MILL, half), [400, 'bad_request'], `POST ${MILL} with half of a JSON body`)
  expectError(await send(app, 'PUT', `${MILL}/x`, 'name=Oats'), [400, 'bad_request'], 'PUT with name=Oats for JSON')
  const path = '/api/v1/vendors/%zz'
  expectError(await send(app, 'GET', path), [400, 'bad_request'], `GET ${path}`)
})

check('answers 422 to a product that makes no sense, and stores nothing', { read: 'status-codes' }, async () => {
  const app = await sharedApp()
  const name = unused('Nonsense')
  const bodies = [
    {},
    [],
    { name },
    { priceCents: 1 },
    { name: '', priceCents: 1 },
    { name: '   ', priceCents: 1 },
    { name: 7, priceCents: 1 },
    { name, priceCents: -1 },
    { name, priceCents: 1.5 },
    { name, priceCents: '100' },
    { name, priceCents: null },
  ]
  const path = `${MILL}/nonsense`
  const posted = await Promise.all(bodies.map((body) => send(app, 'POST', MILL, body)))
  const put = await Promise.all(bodies.map((body) => send(app, 'PUT', path, body)))
  for (const [at, body] of bodies.entries()) {
    const shown = JSON.stringify(body).replace(name, 'Oats')
    expectError(posted[at], [422, 'invalid'], `POST ${shown}`)
    expectError(put[at], [422, 'invalid'], `PUT ${shown}`)
  }
  expect(await named(app, MILL, name), 'the products of that name afterwards').toEqual([])
  expect((await send(app, 'GET', path)).status, `GET ${path} afterwards`).toBe(404)
  const free = await send(app, 'POST', MILL, { name, priceCents: 0 })
  expect(free.status, 'POST with priceCents: 0, which does make sense').toBe(201)
  const { id } = (free.body as { data: { id: string } }).data
  const half = await send(app, 'PUT', `${MILL}/${id}`, { priceCents: 5 })
  expectError(half, [422, 'invalid'], 'PUT { priceCents: 5 }, without a name, where there is a product')
  expect((await send(app, 'GET', `${MILL}/${id}`)).body, 'GET of that product afterwards').toEqual(free.body)
})

check('answers 405 with Allow where the path is right and the method is not', { read: 'status-codes' }, async () => {
  const app = await sharedApp()
  const cases: [string, string, string[]][] = [
    ['DELETE', '/api/v1/vendors', ['GET', 'HEAD']],
    ['POST', '/api/v1/vendors/north-mill', ['GET', 'HEAD']],
    ['PUT', MILL, ['GET', 'HEAD', 'POST']],
    ['PATCH', `${MILL}/x`, ['DELETE', 'GET', 'HEAD', 'PUT']],
  ]
  for (const [method, path, allowed] of cases) {
    const reply = await send(app, method, path)
    expectError(reply, [405, 'method_not_allowed'], `${method} ${path}`)
    // A server that also answers OPTIONS may say so.
    const allow = methodsIn(reply.headers.get('allow') ?? '').filter((name) => name !== 'OPTIONS')
    expect(allow, `Allow of ${method} ${path}`).toEqual(allowed)
  }
})

check('creates with PUT at the id in the path, and replaces the next time', { read: 'idempotency' }, async () => {
  const app = await sharedApp()
  const name = unused('Spelt')
  const path = `${MILL}/spelt%2C%20half%2Fhalf`
  const id = decodeURIComponent(path.slice(MILL.length + 1))
  const data = { id, vendorId: 'north-mill', name, priceCents: 300 }
  const first = await send(app, 'PUT', path, { name, priceCents: 300 })
  expect({ status: first.status, body: first.body }, `PUT ${path}, the first time`).toEqual({
    status: 201,
    body: { data },
  })
  expect(locationOf(app, path, first), `the Location of PUT ${path}`).toBe(path)
  const again = await send(app, 'PUT', path, { name, priceCents: 300 })
  expect({ status: again.status, body: again.body }, `PUT ${path}, the second time`).toEqual({
    status: 200,
    body: { data },
  })
  await send(app, 'PUT', path, { name, priceCents: 350 })
  expect(await named(app, MILL, name), 'how the list shows the product after a third PUT with 350').toEqual([
    { ...data, priceCents: 350 },
  ])
})

check('takes id and vendor from the path, whatever the body says', { read: 'nested-routers' }, async () => {
  const app = await sharedApp()
  const name = unused('Smuggled')
  const body = { name, priceCents: 1, id: 'chosen', vendorId: 'salt-and-co', featured: true }
  const posted = await send(app, 'POST', MILL, body)
  const location = locationOf(app, MILL, posted) ?? ''
  const { body: shown } = await send(app, 'GET', location)
  const given = 'POST to north-mill with id, vendorId and featured in the body'
  expect(shown, given).toEqual({ data: { id: expect.any(String), vendorId: 'north-mill', name, priceCents: 1 } })
  expect((shown as { data: { id: string } }).data.id, `the id after ${given}`).not.toBe('chosen')
  const path = `${MILL}/put`
  const put = await send(app, 'PUT', path, body)
  expect(put.body, `PUT ${path} with id, vendorId and featured in the body`).toEqual({
    data: { id: path.slice(MILL.length + 1), vendorId: 'north-mill', name, priceCents: 1 },
  })
  expect(await named(app, SALT, name), 'the products of salt-and-co of that name').toEqual([])
})

check('deletes with 204 and no body, and answers 404 the next time', { read: 'idempotency' }, async () => {
  const app = await sharedApp()
  const path = `${MILL}/gone`
  await send(app, 'PUT', path, { name: 'Barley', priceCents: 200 })
  const first = await send(app, 'DELETE', path)
  expect({ status: first.status, body: first.body }, `DELETE ${path}`).toEqual({ status: 204, body: undefined })
  expectError(await send(app, 'GET', path), [404, 'not_found'], `GET ${path} after that`)
  expectError(await send(app, 'DELETE', path), [404, 'not_found'], `DELETE ${path} again`)
  const reborn = await send(app, 'PUT', path, { name: 'Barley', priceCents: 200 })
  expect(reborn.status, `PUT ${path} after that`).toBe(201)
})

check('answers HEAD as GET, without the body', { read: 'methods' }, async () => {
  const app = await sharedApp()
  for (const [path, status] of [
    ['/api/v1/vendors', 200],
    [MILL, 200],
    [`${MILL}/never-there`, 404],
  ] as const) {
    const answer = await ask(app.port, 'HEAD', path)
    const type = answer.headers['content-type']?.split(';')[0]
    expect({ status: answer.status, type, body: answer.body }, `HEAD ${path}`).toEqual({
      status,
      type: 'application/json',
      body: '',
    })
  }
})
