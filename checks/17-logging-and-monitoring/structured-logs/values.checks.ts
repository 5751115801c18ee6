import { check, expect } from 'backend-workbook/check'
import { collecting } from '../logs.ts'

check('writes errors with name, message, stack, their own fields and their cause', { read: 'structure' }, () => {
  const refused = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED', port: 5432 })
  const failed = new Error('no order', { cause: refused })
  const { log, fields } = collecting()
  log.error('failed', { error: failed, all: [new RangeError('in a list')], plain: new Error('no cause') })
  const seen = fields('log.error with three errors')
  expect(seen, 'the fields of an error, of one in a list, of one without a cause').toEqual({
    error: {
      ...{ name: 'Error', message: 'no order', stack: failed.stack },
      cause: { name: 'TypeError', message: 'refused', stack: refused.stack, code: 'ECONNREFUSED', port: 5432 },
    },
    all: [{ name: 'RangeError', message: 'in a list', stack: expect.stringContaining('RangeError: in a list') }],
    plain: { name: 'Error', message: 'no cause', stack: expect.stringContaining('no cause') },
  })
})

const SECRETS = ['password', 'token', 'secret', 'authorization', 'cookie', 'apiKey']

check('redacts secrets at any depth, in lists, errors and children', { read: 'redaction' }, () => {
  for (const key of SECRETS) {
    const { log, fields } = collecting()
    const error = Object.assign(new Error('refused'), { request: { headers: { [key]: 'leaked' } } })
    log.child({ session: { [key]: 'leaked' } }).error('failed', {
      [key]: 'leaked',
      a: { b: { c: { d: { [key]: 'leaked' } } } },
      list: [{ [key]: 'leaked' }, [{ [key]: 'leaked' }]],
      error: new Error('outer', { cause: error }),
    })
    const hidden = { [key]: '[redacted]' }
    expect(fields(`log.error with ${key} in seven places`), `${key} in seven places`).toEqual({
      session: hidden,
      ...hidden,
      a: { b: { c: { d: hidden } } },
      list: [hidden, [hidden]],
      error: expect.objectContaining({ cause: expect.objectContaining({ request: { headers: hidden } }) }),
    })
  }
})

check('redacts whatever a secret holds, in any spelling, and nothing else', { read: 'redaction' }, () => {
  const values = {
    password: '',
    token: 0,
    secret: null,
    authorization: ['Basic abc'],
    cookie: { sid: 'x' },
    apiKey: false,
  }
  const first = collecting()
  first.log.info('values', values)
  expect(first.fields("log.info('values', …)"), `fields ${JSON.stringify(values)}`).toEqual(
    Object.fromEntries(Object.keys(values).map((key) => [key, '[redacted]'])),
  )

  const spellings = ['PASSWORD', 'Authorization', 'API_KEY', 'api-key', 'Api-Key', 'apikey', '_token', 'pass-word']
  const second = collecting()
  second.log.info('spellings', { headers: Object.fromEntries(spellings.map((key) => [key, 'leaked'])) })
  expect(second.fields("log.info('spellings', …)"), `keys ${spellings.join(', ')}`).toEqual({
    headers: Object.fromEntries(spellings.map((key) => [key, '[redacted]'])),
  })

  const harmless = {
    tokenCount: 3,
    passwordChanged: true,
    cookies: 2,
    secretary: 'Bo',
    key: 'k',
    word: 'password',
    keys: 1,
  }
  const third = collecting()
  third.log.info('harmless', harmless)
  expect(third.fields("log.info('harmless', …)"), `fields ${JSON.stringify(harmless)}`).toEqual(harmless)
})

check('changes nothing of what it is given', { read: 'redaction' }, () => {
  const given = { user: { password: 'secret-1' }, list: [{ token: 'secret-2' }] }
  const { log } = collecting()
  log.child(given).info('logged', given)
  expect(given, 'the fields after log.child(fields).info(…, fields)').toEqual({
    user: { password: 'secret-1' },
    list: [{ token: 'secret-2' }],
  })
})

check('writes cycles, bigints, properties that throw, and what toJSON gives', { read: 'never-throw' }, () => {
  const inside: Record<string, unknown> = { id: 1 }
  inside['self'] = inside
  const list: unknown[] = [1]
  list.push({ list })
  const error: Error & { request?: unknown } = new Error('cyclic')
  error.request = { error }
  const twice = { sku: 'a' }
  const { log, fields } = collecting()
  log.info('odd', {
    inside,
    list,
    error,
    twice: [twice, twice, { again: twice }],
    big: { value: 2n ** 64n },
    lazy: Object.defineProperty({ fine: 1 }, 'broken', {
      enumerable: true,
      get() {
        throw new Error('not yet')
      },
    }),
  })
  expect(
    fields("log.info('odd', …)"),
    'a cycle, one through a list, one through an error, an object in three places, …',
  ).toEqual({
    inside: { id: 1, self: '[circular]' },
    list: [1, { list: '[circular]' }],
    error: { name: 'Error', message: 'cyclic', stack: error.stack, request: { error: '[circular]' } },
    twice: [{ sku: 'a' }, { sku: 'a' }, { again: { sku: 'a' } }],
    big: { value: '18446744073709551616' },
    lazy: { fine: 1, broken: '[unreadable]' },
  })

  const second = collecting()
  second.log.info('with toJSON', {
    at: new Date('2026-01-02T03:04:05.006Z'),
    never: new Date(Number.NaN),
    url: new URL('https://shop.example/a?b=c'),
    user: { password: 'leaked', toJSON: () => ({ id: 7, token: 'leaked' }) },
  })
  expect(second.fields("log.info('with toJSON', …)"), 'a Date, an invalid Date, a URL, a model').toEqual({
    at: '2026-01-02T03:04:05.006Z',
    never: null,
    url: 'https://shop.example/a?b=c',
    user: { id: 7, token: '[redacted]' },
  })

  const whole: Record<string, unknown> = { id: 1, data: { toJSON: 'a text', id: 2 } }
  whole['self'] = whole
  const third = collecting()
  third.log.info('itself', whole)
  expect(third.fields("log.info('itself', …)"), 'fields that hold themselves, and a toJSON that is no method').toEqual({
    ...{ id: 1, data: { toJSON: 'a text', id: 2 }, self: '[circular]' },
  })
})

check('never throws at the caller, not even when writing fails', { read: 'never-throw' }, () => {
  const full = () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  const { log, inRequest } = collecting({ write: full })
  const call = () => inRequest('req-1', () => log.error('order lost', { orderId: 1 }) ?? 'went on')
  expect(call, "log.error('order lost') with a `write` that throws ENOSPC").not.toThrow()
  expect(call(), 'what the request gives').toBe('went on')
})
