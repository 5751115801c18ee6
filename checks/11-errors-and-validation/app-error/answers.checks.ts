import { check, expect } from 'backend-workbook/check'
import {
  AppError,
  buildApp,
  ConflictError,
  InvalidError,
  NotFoundError,
  UnavailableError,
} from '../../../exercises/11-errors-and-validation/app-error.ts'
import { json, serving } from '../in-express.ts'
import { codeIn, errorsIn, refused, retailer } from './errors.ts'

check('answers as before when nothing goes wrong', { read: 'app-error' }, async () => {
  const added: unknown[] = []
  const addRetailer = async (row: unknown) => {
    added.push(row)
    return { id: 'ret_1' }
  }
  await serving(buildApp, { addRetailer }, async ({ ask, logged }) => {
    const asTyped = { email: 'Buyer@Northmill.example', name: 'North Mill ' }
    const [order, label, file, created] = await Promise.all([
      ask('/orders/ord_1'),
      ask('/orders/ord_1/label'),
      ask('/orders/export'),
      ask('/retailers', json({ ...asTyped, isAdmin: true })),
    ])
    expect([order.status, order.body], 'GET /orders/ord_1').toEqual([200, { data: { id: 'ord_1', totalCents: 4800 } }])
    expect(label.body, 'GET /orders/ord_1/label').toEqual({ data: { parcel: 'P-ord_1', city: 'PORTO' } })
    expect([file.type, file.body], 'GET /orders/export').toEqual(['text/csv', 'id,totalCents\nord_1,4800\n'])
    expect([created.status, created.body], `POST /retailers ${JSON.stringify(asTyped)}`).toEqual([
      201,
      { data: { id: 'ret_1' } },
    ])
    expect(added, 'what the store was given to add of { email, name, isAdmin }').toEqual([asTyped])
    expect(errorsIn(logged), 'errors in the log after these four').toEqual([])
  })
})

check('makes errors one family, with name, status, code, details and cause', { read: 'hierarchy' }, () => {
  const cause = new Error('the reason')
  const details = [{ path: 'email', message: 'must be an email address' }]
  const described = (error: AppError) => ({
    inFamily: error instanceof AppError && error instanceof Error,
    name: error.name,
    status: error.status,
    code: error.code,
    details: error.details,
    cause: error.cause,
  })
  const own = new AppError(402, 'unpaid', 'pay first', { details, cause })
  expect(described(own), "new AppError(402, 'unpaid', 'pay first', { details, cause })").toEqual({
    ...{ inFamily: true, name: 'AppError', status: 402, code: 'unpaid' },
    ...{ details, cause },
  })
  expect(own.message, "the message of new AppError(402, 'unpaid', 'pay first')").toBe('pay first')
  const falsy = new ConflictError('taken', { cause: 0 })
  expect(falsy.cause, "the cause of new ConflictError('taken', { cause: 0 })").toBe(0)
  expect(new NotFoundError('order').message, "the message of new NotFoundError('order')").toMatch(/order/)
  for (const [error, name, status, code, expected] of [
    [new NotFoundError('order', { cause }), 'NotFoundError', 404, 'not_found', []],
    [new InvalidError(details, { cause }), 'InvalidError', 422, 'invalid', details],
    [new ConflictError('taken', { cause }), 'ConflictError', 409, 'conflict', []],
    [new UnavailableError({ cause }), 'UnavailableError', 503, 'unavailable', []],
  ] as const) {
    expect(described(error), `new ${name}(…, { cause })`).toEqual({
      ...{ inFamily: true, name, status, code },
      ...{ details: expected, cause },
    })
  }
})

const unpaid = new AppError(402, 'unpaid', 'pay first', { details: [{ path: 'invoice', message: 'is open' }] })
const encoded = { ...json(retailer), headers: { 'content-type': 'application/json', 'content-encoding': 'rot13' } }

check('tells clients what they did wrong with a 4xx and a code', { read: 'codes' }, async () => {
  // A server may speak another language; the code is the same in all of them.
  const taken = Object.assign(new Error('doppelter Schlüsselwert'), { code: '23505' })
  const store = {
    addRetailer: () => Promise.reject(taken),
    findOrder: (id: string) => Promise.reject(id === 'none' ? new NotFoundError('order') : unpaid),
  }
  await serving(buildApp, store, async ({ ask }) => {
    const asked: [title: string, answer: ReturnType<typeof ask>, status: number, code: string][] = [
      ['GET /orders/none, where the store throws a NotFoundError', ask('/orders/none'), 404, 'not_found'],
      ["GET /orders/unpaid, where it throws an AppError(402, 'unpaid')", ask('/orders/unpaid'), 402, 'unpaid'],
      ['GET /nowhere', ask('/nowhere'), 404, 'not_found'],
      ['GET /orders/%zz', ask('/orders/%zz'), 400, 'bad_request'],
      ['POST /retailers {"email":', ask('/retailers', json('{"email":')), 400, 'bad_request'],
      [
        'POST /retailers with a body of 20 kB',
        ask('/retailers', json({ ...retailer, name: 'x'.repeat(20_000) })),
        413,
        'too_large',
      ],
      ['POST /retailers without a body', ask('/retailers', { method: 'POST' }), 422, 'invalid'],
      ['POST /retailers with a body in no encoding that there is', ask('/retailers', encoded), 400, 'bad_request'],
      ['POST /retailers { email: 5 }', ask('/retailers', json({ email: 5 })), 422, 'invalid'],
      ['POST /retailers with an email that is taken', ask('/retailers', json(retailer)), 409, 'conflict'],
    ]
    for (const [title, answer, status, code] of asked) {
      const { status: received, body } = await answer
      expect({ status: received, code: codeIn(body) }, title).toEqual({ status, code })
    }
    const { body } = await ask('/orders/unpaid')
    const { error } = body as { error: object }
    expect(error, 'what is answered for new AppError(402, …, { details })').toMatchObject({
      message: unpaid.message,
      details: unpaid.details,
    })
  })
})

check('answers 503 while the database is away, and 500 to a bug', { read: 'two-kinds' }, async () => {
  const failures: Record<string, Error> = {
    else: new Error('unexpected'),
    reset: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    quoted: new Error('the last one said ECONNREFUSED'),
    path: new URIError('URI malformed'),
    json: new SyntaxError('Unexpected end of JSON input'),
    'not-null': Object.assign(new Error('null value in column "vat"'), { code: '23502' }),
  }
  const store = {
    findOrder: (id: string) => {
      if (id === 'bug') throw new TypeError("Cannot read properties of undefined (reading 'rows')")
      if (id === 'noon') return Promise.reject(new AppError(503, 'unavailable', 'back at noon'))
      return Promise.reject(id === 'away' ? refused('db') : failures[id])
    },
    addRetailer: ({ name }: { name: string }) => Promise.reject(name === 'away' ? refused('db') : failures['not-null']),
  }
  await serving(buildApp, store, async ({ ask }) => {
    const asked: [title: string, answer: ReturnType<typeof ask>, status: number, code: string][] = [
      ['GET /orders/away: the store rejects with ECONNREFUSED', ask('/orders/away'), 503, 'unavailable'],
      [
        'POST /retailers: the store rejects with ECONNREFUSED',
        ask('/retailers', json({ ...retailer, name: 'away' })),
        503,
        'unavailable',
      ],
      ['GET /orders/bug: the store throws a TypeError', ask('/orders/bug'), 500, 'internal'],
      ['POST /retailers: the store rejects with code 23502', ask('/retailers', json(retailer)), 500, 'internal'],
      ['GET /orders/else: the store rejects with some Error', ask('/orders/else'), 500, 'internal'],
      ['GET /orders/reset: it rejects with the code ECONNRESET', ask('/orders/reset'), 500, 'internal'],
      ['GET /orders/quoted: ECONNREFUSED is only in its message', ask('/orders/quoted'), 500, 'internal'],
      ['GET /orders/path: the store throws a URIError', ask('/orders/path'), 500, 'internal'],
      ['GET /orders/json: the store throws a SyntaxError', ask('/orders/json'), 500, 'internal'],
    ]
    for (const [title, answer, status, code] of asked) {
      const { status: received, body } = await answer
      expect({ status: received, code: codeIn(body) }, title).toEqual({ status, code })
    }
    const { status, body } = await ask('/orders/noon')
    const { message } = (body as { error: { message: unknown } }).error
    expect({ status, message }, "GET /orders/noon: the store throws new AppError(503, …, 'back at noon')").toEqual({
      status: 503,
      message: 'back at noon',
    })
  })
})
