import { check, expect } from 'backend-workbook/check'
import {
  AppError,
  buildApp,
  ConflictError,
  InvalidError,
  type LogEntry,
  NotFoundError,
  UnavailableError,
} from '../../exercises/11-errors-and-validation/app-error.ts'
import { errorBody, json, secret, serving } from './in-express.ts'

const retailer = { email: 'buyer@northmill.example', name: 'North Mill' }

/** What PostgreSQL says about a second retailer of the same email. */
function duplicate(hidden: string): Error {
  return Object.assign(new Error(`duplicate key value violates unique constraint "retailers_${hidden}_key"`), {
    code: '23505',
    detail: `Key (email, tenant)=(buyer@northmill.example, ${hidden}) already exists.`,
    table: 'retailers',
  })
}

function refused(hidden: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${hidden}.internal:5432`), { code: 'ECONNREFUSED' })
}

/** A label that the app cannot print: what uses it throws, behind the callback. */
const withoutAddress = (_id: string, done: (error: unknown, label?: { parcel: string }) => void) => {
  setImmediate(done, null, { parcel: 'P-1' })
}

check('answers as before when nothing goes wrong', { read: 'app-error' }, async () => {
  const added: unknown[] = []
  const addRetailer = async (row: unknown) => {
    added.push(row)
    return { id: 'ret_1' }
  }
  await serving(buildApp, { addRetailer }, async ({ ask, logged }) => {
    const [order, label, file, created] = await Promise.all([
      ask('/orders/ord_1'),
      ask('/orders/ord_1/label'),
      ask('/orders/export'),
      ask('/retailers', json(retailer)),
    ])
    expect([order.status, order.body], 'GET /orders/ord_1').toEqual([200, { data: { id: 'ord_1', totalCents: 4800 } }])
    expect(label.body, 'GET /orders/ord_1/label').toEqual({ data: { parcel: 'P-ord_1', city: 'PORTO' } })
    expect([file.type, file.body], 'GET /orders/export').toEqual(['text/csv', 'id,totalCents\nord_1,4800\n'])
    expect([created.status, created.body], 'POST /retailers').toEqual([201, { data: { id: 'ret_1' } }])
    expect(added, 'what the store was given to add').toEqual([retailer])
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

check('tells clients what they did wrong with a 4xx and a code', { read: 'codes' }, async () => {
  await serving(buildApp, { addRetailer: () => Promise.reject(duplicate('x')) }, async ({ ask }) => {
    const asked: [title: string, answer: ReturnType<typeof ask>, status: number, code: string][] = [
      ['GET /orders/none, which does not exist', ask('/orders/none'), 404, 'not_found'],
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
      ['POST /retailers { email: 5 }', ask('/retailers', json({ email: 5 })), 422, 'invalid'],
      ['POST /retailers with an email that is taken', ask('/retailers', json(retailer)), 409, 'conflict'],
    ]
    for (const [title, answer, status, code] of asked) {
      const { status: received, body } = await answer
      expect({ status: received, code: codeIn(body) }, title).toEqual({ status, code })
    }
  })
})

check('answers 503 while the database is away, and 500 to a bug', { read: 'two-kinds' }, async () => {
  const store = {
    findOrder: (id: string) => {
      if (id === 'bug') throw new TypeError("Cannot read properties of undefined (reading 'rows')")
      return Promise.reject(id === 'away' ? refused('db') : new Error('unexpected'))
    },
    addRetailer: () => Promise.reject(refused('db')),
  }
  await serving(buildApp, store, async ({ ask }) => {
    const asked: [title: string, answer: ReturnType<typeof ask>, status: number, code: string][] = [
      ['GET /orders/away: the store rejects with ECONNREFUSED', ask('/orders/away'), 503, 'unavailable'],
      ['POST /retailers: the store rejects with ECONNREFUSED', ask('/retailers', json(retailer)), 503, 'unavailable'],
      ['GET /orders/bug: the store throws a TypeError', ask('/orders/bug'), 500, 'internal'],
      ['GET /orders/else: the store rejects with some Error', ask('/orders/else'), 500, 'internal'],
    ]
    for (const [title, answer, status, code] of asked) {
      const { status: received, body } = await answer
      expect({ status: received, code: codeIn(body) }, title).toEqual({ status, code })
    }
  })
})

check('answers every error in the same shape', { read: 'one-shape' }, async () => {
  const store = {
    findOrder: async (id: string) => {
      if (id === 'none') return undefined
      throw id === 'away' ? refused('db') : new Error('unexpected')
    },
    addRetailer: () => Promise.reject(duplicate('x')),
  }
  await serving(buildApp, store, async ({ ask }) => {
    const asked: [title: string, answer: ReturnType<typeof ask>][] = [
      ['GET /orders/none, which does not exist', ask('/orders/none')],
      ['GET /nowhere', ask('/nowhere')],
      ['POST /retailers {"email":', ask('/retailers', json('{"email":'))],
      ['POST /retailers with an email that is taken', ask('/retailers', json(retailer))],
      ['POST /retailers with 20 kB', ask('/retailers', json({ ...retailer, name: 'x'.repeat(20_000) }))],
      ['GET /orders/away, where the database is away', ask('/orders/away')],
      ['GET /orders/bug, where something unexpected is thrown', ask('/orders/bug')],
    ]
    for (const [title, answer] of asked) {
      const { type, body } = await answer
      expect({ type, body }, title).toEqual({ type: 'application/json', body: errorBody(expect.any(String)) })
    }
    for (const [path, wrong] of [
      ['email', { ...retailer, email: 'nobody' }],
      ['name', { ...retailer, name: '' }],
    ] as const) {
      const { body } = await ask('/retailers', json(wrong))
      expect(body, `POST /retailers with a wrong ${path}`).toEqual(
        errorBody('invalid', [{ path, message: expect.stringMatching(/\S/) }]),
      )
    }
    const what = async (path: string) => (await ask(path)).body as { error?: { message?: unknown } }
    expect((await what('/orders/none')).error?.message, 'error.message of GET /orders/none').toMatch(/order/)
  })
})

check('says in the details which fields are wrong', { read: 'one-shape' }, async () => {
  await serving(buildApp, {}, async ({ ask }) => {
    const paths = async (body: unknown) => {
      const answer = (await ask('/retailers', json(body))).body as { error?: { details?: { path?: string }[] } }
      return answer?.error?.details?.map?.(({ path }) => path)
    }
    expect(await paths({ email: 'nobody', name: '  ' }), "POST /retailers { email: 'nobody', name: '  ' }").toEqual(
      expect.arrayContaining(['email', 'name']),
    )
    expect(await paths({ email: 'nobody', name: 'North Mill' }), "POST /retailers { email: 'nobody', name }").toEqual([
      'email',
    ])
    const { email } = retailer
    expect(await paths({ email, name: '  ' }), "POST /retailers { email, name: '  ' }").toEqual(['name'])
  })
})

check('shows no word of an error that is not its own', { read: 'leaks' }, async () => {
  const hidden = secret()
  const store = {
    findOrder: async (id: string) => {
      if (id === 'thrown') throw `a text with ${hidden}`
      throw id === 'away' ? refused(hidden) : new Error(`syntax error near "${hidden}"`)
    },
    addRetailer: () => Promise.reject(duplicate(hidden)),
    printLabel: (_id: string, done: (error: unknown) => void) => {
      setImmediate(done, new Error(`bad key ${hidden}`))
    },
  }
  await serving(buildApp, store, async ({ ask }) => {
    const asked: [title: string, answer: ReturnType<typeof ask>][] = [
      ['POST /retailers, where the store says "duplicate key …"', ask('/retailers', json(retailer))],
      ['GET /orders/away, where the store says "connect ECONNREFUSED …"', ask('/orders/away')],
      ['GET /orders/bug, where the store says "syntax error near …"', ask('/orders/bug')],
      ['GET /orders/thrown, where the store throws a text', ask('/orders/thrown')],
      ['GET /orders/ord_1/label, where the partner says "bad key …"', ask('/orders/ord_1/label')],
      ['POST /retailers {"email":', ask('/retailers', json('{"email":'))],
    ]
    for (const [title, answer] of asked) {
      const { everything } = await answer
      expect(leaksOf(everything, hidden), `${title}: what of it the client gets to see`).toEqual([])
    }
  })
})

check('gives each request an id, in the header and in the body', { read: 'request-id' }, async () => {
  await serving(buildApp, {}, async ({ ask }) => {
    const first = await ask('/orders/none')
    const second = await ask('/orders/none')
    const fine = await ask('/orders/ord_1')
    const idIn = (body: unknown) => (body as { error?: { requestId?: unknown } })?.error?.requestId
    expect(first.requestId, 'the X-Request-Id of GET /orders/none').toEqual(expect.stringMatching(/\S/))
    expect(idIn(first.body), 'error.requestId of that answer').toBe(first.requestId)
    expect(idIn(second.body), 'error.requestId of the second answer').toBe(second.requestId)
    expect(fine.requestId, 'the X-Request-Id of GET /orders/ord_1, which succeeds').toEqual(expect.stringMatching(/\S/))
    expect(new Set([first, second, fine].map((answer) => answer.requestId)).size, 'different ids of 3 requests').toBe(3)
  })
})

check('logs what went wrong on its side once, with the original error', { read: 'two-kinds' }, async () => {
  const away = refused('db')
  const bug = new TypeError('no rows')
  const store = { findOrder: (id: string) => Promise.reject(id === 'away' ? away : bug) }
  await serving(buildApp, store, async ({ ask, logged }) => {
    for (const [path, thrown] of [
      ['/orders/away', away],
      ['/orders/bug', bug],
    ] as const) {
      const { requestId } = await ask(path)
      const mine = errorsIn(logged).filter((entry) => entry.requestId === requestId)
      expect(mine.length, `errors that GET ${path} logs with the id of the request`).toBe(1)
      expect(causesOf(mine[0]?.error), `what was logged for GET ${path}, and its causes`).toContain(thrown)
    }
  })
})

check('logs no error when the client is at fault', { read: 'two-kinds' }, async () => {
  await serving(buildApp, { addRetailer: () => Promise.reject(duplicate('x')) }, async ({ ask, logged }) => {
    await Promise.all([
      ask('/orders/none'),
      ask('/nowhere'),
      ask('/retailers', json('{"email":')),
      ask('/retailers', json({ email: 'nobody' })),
      ask('/retailers', json(retailer)),
    ])
    const errors = errorsIn(logged).map(({ error }) => String(error))
    expect(errors, 'errors in the log after two 404, a 400, a 422 and a 409').toEqual([])
  })
})

check('answers when it fails inside a callback', { read: 'sync-or-async' }, async () => {
  await serving(buildApp, { printLabel: withoutAddress }, async ({ ask }) => {
    const { status, body } = await ask('/orders/ord_1/label')
    expect({ status, body }, 'GET /orders/ord_1/label, where the label has no address').toEqual({
      status: 500,
      body: errorBody('internal'),
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
  const statuses = [200, 401, 404]
  const failed = (more: object) => Promise.reject(Object.assign(new Error('the price service answered'), more))
  const store = {
    findOrder: (id: string) => {
      if (id === 'problem') return failed({ status: 400, type: 'https://prices.example/no-credit' })
      if (id === 'unexposed') return failed({ status: 400, expose: false, type: 'upstream' })
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
    const { status, body } = await ask('/orders/export')
    expect({ status, body }, 'GET /orders/export, which fails before its first line').toEqual({
      status: 500,
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

const errorsIn = (logged: LogEntry[]) => logged.filter(({ level }) => level === 'error')

function codeIn(body: unknown): unknown {
  return (body as { error?: { code?: unknown } } | null)?.error?.code ?? body
}

function leaksOf(text: string, hidden: string): string[] {
  const signs = [hidden, 'node_modules', 'ECONNREFUSED', 'TypeError', 'SyntaxError', 'Unexpected', '.ts:', '23505']
  return signs.filter((sign) => text.includes(sign))
}

function causesOf(error: unknown): unknown[] {
  const causes = [error]
  for (let next = error; next instanceof Error && next.cause !== undefined && causes.length < 10; ) {
    next = next.cause
    causes.push(next)
  }
  return causes
}
