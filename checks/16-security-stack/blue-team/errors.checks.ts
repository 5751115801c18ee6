import { check, expect } from 'backend-workbook/check'
import { ask, failed, failure, person, product, server } from './market.ts'

check('says nothing about what went wrong inside', { read: 'information-disclosure', ms: 2800 }, async () => {
  const ann = await person()
  const id = await product()
  const app = await server()
  const broken = '{"note": "half'
  for (const [request, status, code, answer] of [
    [`GET /products/${id}/stock`, 500, 'internal', await ask(`/products/${id}/stock`)],
    ['GET /products/seven', 404, 'not_found', await ask('/products/seven')],
    ['GET /products/999999', 404, 'not_found', await ask('/products/999999')],
    [
      'POST /products/999999/reviews',
      404,
      'not_found',
      await ask('/products/999999/reviews', { as: ann, json: { text: 'Good.' } }),
    ],
    ['GET /products/99999999999', 404, 'not_found', await ask('/products/99999999999')],
    ['GET /products/%zz', 400, 'bad_request', await ask('/products/%zz')],
    ["GET /orders/1'", 404, 'not_found', await ask("/orders/1'", { as: ann })],
    ['GET /nothing-here', 404, 'not_found', await ask('/nothing-here')],
    [`POST /orders with ${broken}`, 400, 'bad_request', await ask('/orders', { as: ann, json: broken })],
  ] as const) {
    expect(failure(answer), request).toEqual(failed(status, code))
    const words = [
      'ECONNREFUSED',
      'hunter2',
      '10.0.0.5',
      'blue-team',
      'node_modules',
      'SELECT',
      'syntax',
      wordsOf(broken),
    ]
    const said = words.filter((word) => answer.text.includes(word))
    expect(said, `words of the error in the answer to ${request}: ${answer.text}`).toEqual([])
  }
  const cause = `reading stock ${id}`
  for (let turn = 0; turn < 100 && !app.output().includes(cause); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(app.output(), `what the server has printed after GET /products/${id}/stock`).toContain(cause)
})

/** What this Node.js says about such a text. */
function wordsOf(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
