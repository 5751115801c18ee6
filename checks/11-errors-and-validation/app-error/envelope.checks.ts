import { randomUUID } from 'node:crypto'
import { check, expect, vi } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../../exercises/11-errors-and-validation/app-error.ts'
import { errorBody, json, secret, serving } from '../in-express.ts'
import { duplicate, refused, retailer } from './errors.ts'

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
  // Where the developers sit, too: what is told there is told everywhere one day.
  vi.stubEnv('NODE_ENV', 'development')
  onTestFinished(() => void vi.unstubAllEnvs())
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
    for (const sent of ['id-of-a-client-1', randomUUID()]) {
      const given = await ask('/orders/none', { headers: { 'x-request-id': sent } })
      expect(given.requestId, 'the X-Request-Id of GET /orders/none').toEqual(expect.stringMatching(/\S/))
      expect(given.requestId, `the X-Request-Id of a GET that comes with the X-Request-Id ${sent}`).not.toContain(sent)
      expect(idIn(given.body), 'error.requestId of that answer').toBe(given.requestId)
    }
  })
})

function leaksOf(text: string, hidden: string): string[] {
  const signs = [hidden, 'node_modules', 'ECONNREFUSED', 'TypeError', 'SyntaxError', 'Unexpected', '.ts:', '23505']
  return signs.filter((sign) => text.includes(sign))
}
