import { gzipSync } from 'node:zlib'
import { check, expect } from 'backend-workbook/check'
import { ask, bodyOf, expectFailure, json, KEY, server } from '../over-http.ts'

check('answers 400 to a body or a path that cannot be read', { read: 'bodies' }, async () => {
  const app = await server()
  const post = { method: 'POST', key: KEY }
  for (const body of ['{"lines":[1,2', 'lines=1', '{"lines":[1],}']) {
    const answer = await ask(app, '/api/v1/orders', { ...post, body })
    expectFailure(answer, [400, 'bad_request'], `POST /api/v1/orders with the body ${body}`)
  }
  // Whoever does not look at Content-Encoding can read this body. For all others it is one that cannot be read.
  const headers = { 'content-encoding': 'rot13' }
  const encoded = await ask(app, '/api/v1/orders', { ...post, body: '{"lines":[1]}', headers })
  if (encoded.status !== 201) {
    expectFailure(encoded, [400, 'bad_request'], 'POST /api/v1/orders with Content-Encoding: rot13')
  }
  for (const body of [undefined, '{"no":"lines"}']) {
    const answer = await ask(app, '/api/v1/orders', { ...post, ...(body !== undefined && { body }) })
    const what = `POST /api/v1/orders with ${body ?? 'no body'}, which its route refuses`
    expectFailure(answer, [400, 'bad_request'], what)
  }
  const path = await ask(app, '/api/v1/products/%zz', { key: KEY })
  // To a server that does not decode paths, %zz is the id of a product that is not there.
  const outcome: [number, string] = path.status === 404 ? [404, 'not_found'] : [400, 'bad_request']
  expectFailure(path, outcome, 'GET /api/v1/products/%zz, a path that cannot be decoded')
  const good = await ask(app, '/api/v1/orders', { ...post, body: '{"lines":[1,2]}' })
  expect([good.status, json(good)], 'POST /api/v1/orders with the body {"lines":[1,2]}').toEqual([
    201,
    { data: { lines: 2 } },
  ])
})

check('takes orders of 16 KiB and not a byte more, announced or not', { read: 'bodies' }, async () => {
  const app = await server()
  for (const unannounced of [false, true]) {
    const how = unannounced ? ', without a Content-Length' : ''
    const order = { method: 'POST', key: KEY, unannounced }
    const fits = await ask(app, '/api/v1/orders', { ...order, body: bodyOf(16_384) })
    expect(fits.status, `POST /api/v1/orders with 16,384 bytes${how}`).toBe(201)
    for (const body of [bodyOf(16_385), bodyOf(16_385, 'é'), bodyOf(100_000)]) {
      const answer = await ask(app, '/api/v1/orders', { ...order, body })
      const size = `${Buffer.byteLength(body)} bytes (${body.length} characters)`
      expectFailure(answer, [413, 'too_large'], `POST /api/v1/orders with ${size}${how}`)
    }
  }
  const packed = gzipSync(bodyOf(100_000))
  const headers = { 'content-encoding': 'gzip' }
  const bomb = await ask(app, '/api/v1/orders', { method: 'POST', key: KEY, body: packed, headers })
  // A server that takes no packed bodies cannot read this one.
  const outcome: [number, string] = bomb.status === 400 ? [400, 'bad_request'] : [413, 'too_large']
  expectFailure(bomb, outcome, `POST /api/v1/orders with 100,000 bytes, packed into ${packed.length} by gzip`)
})

check('has a limit of its own for imports: 256 KiB', { read: 'levels' }, async () => {
  const app = await server()
  for (const unannounced of [false, true]) {
    const how = unannounced ? ', without a Content-Length' : ''
    const post = { method: 'POST', key: KEY, unannounced }
    const fits = await ask(app, '/api/v1/imports', { ...post, body: bodyOf(262_144) })
    const what = `POST /api/v1/imports with 262,144 bytes${how}`
    expect([fits.status, json(fits)], what).toEqual([202, { data: { lines: 1 } }])
    const answer = await ask(app, '/api/v1/imports', { ...post, body: bodyOf(262_145) })
    expectFailure(answer, [413, 'too_large'], `POST /api/v1/imports with 262,145 bytes${how}`)
  }
})
