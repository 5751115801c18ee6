import { check, expect } from 'backend-workbook/check'
import { ask, errorsWith, expectFailure, json, KEY, PATIENT_MS, server } from '../over-http.ts'

check('answers 404 in the same shape to whatever is not there', { read: 'error-middleware' }, async () => {
  const app = await server()
  const product = await ask(app, '/api/v1/products/999', { key: KEY })
  expectFailure(product, [404, 'not_found'], 'GET /api/v1/products/999', 'There is no product 999.')
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/health/deeper'],
    ['GET', '/api/v1/nothing-here'],
    ['PUT', '/api/v1/orders'],
  ] as const) {
    expectFailure(await ask(app, path, { method, key: KEY }), [404, 'not_found'], `${method} ${path}`)
  }
})

check('tells the client nothing of what caused a 500', { read: 'trust' }, async () => {
  const app = await server()
  const leaked = ['ECONNREFUSED', 'hunter2', 'stock', 'warehouse', 'production-chain', 'node_modules']
  const words = new Set<unknown>()
  // From 100 on, what the warehouse's client throws is no Error.
  for (const id of [0, 1, 2, 3, 4, 5, 6, 7, 101, 103, 104, 105, 106, 107, 108]) {
    const path = `/api/v1/products/${id}/stock`
    const answer = await ask(app, path, { key: KEY })
    expectFailure(answer, [500, 'internal'], `GET ${path}, which fails`)
    const said = JSON.stringify(answer.headers) + answer.body
    expect(
      leaked.filter((secret) => said.includes(secret)),
      `words of the error and its stack in the answer to GET ${path}: ${answer.body}`,
    ).toEqual([])
    words.add((json(answer) as { error: { message: unknown } }).error.message)
  }
  expect([...words], 'the different messages in those answers').toHaveLength(1)
})

check(
  'keeps the cause of a 500, with the id of the request, for those who run it',
  { read: 'trust', ms: PATIENT_MS },
  async () => {
    const app = await server()
    // A product whose failure is an Error, one whose failure carries a status of 404, and one whose failure is no Error.
    for (const product of [40, 41, 120]) {
      const id = `find-the-cause-${product}`
      const path = `/api/v1/products/${product}/stock`
      await ask(app, path, { key: KEY, headers: { 'x-request-id': id } })
      const cause = `reading stock ${product}`
      expect(await errorsWith(app, cause), `what is on stderr after GET ${path}`).toContain(cause)
      expect(await errorsWith(app, id), `what is on stderr after GET ${path} with the id ${id}`).toContain(id)
      expect(app.output('stdout').includes(cause), `whether stdout has the cause too, after GET ${path}`).toBe(false)
    }
  },
)
