import { check, expect } from 'backend-workbook/check'
import { buildApp } from '../../../exercises/11-errors-and-validation/app-error.ts'
import { errorBody, serving } from '../in-express.ts'
import { codeIn, errorsIn, refused } from './errors.ts'

/** A label that the app cannot print: what uses it throws, behind the callback. */
const withoutAddress = (_id: string, done: (error: unknown, label?: { parcel: string }) => void) => {
  setImmediate(done, null, { parcel: 'P-1' })
}

check('answers when it fails inside a callback', { read: 'sync-or-async' }, async () => {
  await serving(buildApp, { printLabel: withoutAddress }, async ({ ask }) => {
    const { status, body } = await ask('/orders/ord_1/label')
    expect({ status, body }, 'GET /orders/ord_1/label, where the label has no address').toEqual({
      status: 500,
      body: errorBody('internal'),
    })
  })
  const broken = { printLabel: (_id: string, done: (error: unknown) => void) => setImmediate(done, new Error('jam')) }
  await serving(buildApp, broken as { printLabel: typeof withoutAddress }, async ({ ask }) => {
    const { status, body } = await ask('/orders/ord_1/label')
    expect({ status, code: codeIn(body) }, 'the same, where the callback gets some Error').toEqual({
      status: 500,
      code: 'internal',
    })
  })
  const failing = { printLabel: (_id: string, done: (error: unknown) => void) => setImmediate(done, refused('print')) }
  await serving(buildApp, failing as { printLabel: typeof withoutAddress }, async ({ ask }) => {
    const { status, body } = await ask('/orders/ord_1/label')
    expect({ status, code: codeIn(body) }, 'the same, where the callback gets an error (ECONNREFUSED)').toEqual({
      status: 503,
      code: 'unavailable',
    })
  })
})

check('answers 500 when what was thrown is not an Error', { read: 'not-an-error' }, async () => {
  const things: Record<string, unknown> = {
    text: 'out of paper',
    nothing: undefined,
    null: null,
    object: { reason: 'out of paper' },
    code: { code: 'ECONNREFUSED' },
    bare: Object.create(null),
  }
  const store = { findOrder: (id: string) => Promise.reject(things[id]) }
  await serving(buildApp, store, async ({ ask }) => {
    for (const [id, thing] of Object.entries(things)) {
      const { status, body } = await ask(`/orders/${id}`)
      const given = id === 'bare' ? 'an object without a prototype' : JSON.stringify(thing)
      expect({ status, code: codeIn(body) }, `GET /orders/ord_1, where the store rejects with ${given}`).toEqual({
        status: 500,
        code: 'internal',
      })
    }
  })
})

check('does not pass on the status of somebody else’s error', { read: 'not-an-error' }, async () => {
  const statuses = [200, 302, 401, 404, 422, 503]
  const failed = (more: object) => Promise.reject(Object.assign(new Error('the price service answered'), more))
  const store = {
    findOrder: (id: string) => {
      if (id === 'problem') return failed({ status: 400, type: 'https://prices.example/no-credit' })
      if (id === 'unexposed') return failed({ status: 400, expose: false, type: 'upstream' })
      if (id === 'exposed') return failed({ status: 404, statusCode: 404, expose: true })
      if (id === 'alike') {
        const ours = { name: 'NotFoundError', status: 404, code: 'not_found', details: [] }
        return failed(ours)
      }
      if (id === 'text') return failed({ status: '404' })
      if (id === 'frozen') return Promise.reject(Object.freeze({ status: 400, message: 'the price service answered' }))
      return failed({ status: Number(id), statusCode: Number(id) })
    },
  }
  await serving(buildApp, store, async ({ ask }) => {
    for (const status of statuses) {
      const answer = await ask(`/orders/${status}`)
      expect(answer.status, `GET /orders/ord_1, where a client library throws an Error with status: ${status}`).toBe(
        500,
      )
    }
    const problem = await ask('/orders/problem')
    expect(problem.status, "GET /orders/ord_1, where one throws an Error with status: 400 and type: 'https://…'").toBe(
      500,
    )
    for (const [id, what] of [
      ['exposed', 'an Error with status: 404 and expose: true, as http-errors makes them'],
      ['alike', 'an Error with the name, status, code and details of a NotFoundError'],
      ['text', "an Error with status: '404'"],
      ['frozen', 'a frozen object with status: 400'],
    ] as const) {
      const { status } = await ask(`/orders/${id}`)
      expect(status, `GET /orders/ord_1, where a client library throws ${what}`).toBe(500)
    }
    const unexposed = await ask('/orders/unexposed')
    expect(unexposed.status, 'GET /orders/ord_1, where one throws an Error with status: 400, expose: false').toBe(500)
  })
})

check('answers an export that fails at once, and breaks off one that fails later', { read: 'half-sent' }, async () => {
  const failingAfter = (lines: number) => ({
    exportOrders: async function* () {
      for (let line = 0; line < lines; line += 1) yield `ord_${line},4800\n`
      // So that what was written has left before the connection breaks.
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('the connection to the database broke')
    },
  })
  await serving(buildApp, failingAfter(0), async ({ ask, logged }) => {
    const { status, type, body } = await ask('/orders/export')
    expect({ status, type, body }, 'GET /orders/export, which fails before its first line').toEqual({
      status: 500,
      type: 'application/json',
      body: errorBody('internal'),
    })
    expect(errorsIn(logged).length, 'errors in the log after that').toBe(1)
  })
  await serving(buildApp, failingAfter(3), async ({ ask, logged }) => {
    const { status, body } = await ask('/orders/export')
    // Who collects the whole export first can still answer 500; nobody takes that for a file either.
    const outcome = status === 500 ? 'the connection was cut in the middle of the answer' : body
    expect(outcome, 'GET /orders/export, which fails after three lines').toBe(
      'the connection was cut in the middle of the answer',
    )
    expect(errorsIn(logged).length, 'errors in the log after that').toBe(1)
  })
})
