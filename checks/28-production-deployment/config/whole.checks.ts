import { inspect } from 'node:util'
import { check, expect } from 'backend-workbook/check'
import { loadSettings, type Setting } from '../../../exercises/28-production-deployment/config.ts'
import { type Env, KEY, MARKET, PRODUCTION, problemsOf } from './reading.ts'

check('tells all problems at once', { read: 'settings' }, () => {
  const env = { ...PRODUCTION, PORT: '80x', DATABASE_URL: 'db', LOG_LEVEL: 'loud', TRACE: 'maybe' }
  const error = problemsOf(MARKET, env)
  const names = ['PORT', 'DATABASE_URL', 'PAYMENTS_KEY', 'LOG_LEVEL', 'TRACE']
  const named = error.problems.map((problem) => names.filter((name) => problem.includes(name)).join(' and '))
  expect(named, `the variables in the problems of ${inspect(env)}`).toEqual(names)
  for (const problem of error.problems) expect(error.message, 'the message').toContain(problem)
})

check('says what it has found', { read: 'settings' }, () => {
  const { problems } = problemsOf(MARKET, {
    PORT: '80x',
    LOG_LEVEL: 'loud',
    PAYMENTS_KEY: KEY,
    DATABASE_URL: 'db:x',
    TRACE: 'maybe',
  })
  for (const [index, found] of ['80x', 'loud', 'maybe'].entries())
    expect(problems[index] ?? 'no problem', `problem ${index + 1}`).toContain(found)
  const cases: [Omit<Setting, 'env'>, string][] = [
    [{ type: 'integer', max: 65_535 }, '70000'],
    [{ type: 'integer', min: 1024 }, '80'],
    [{ type: 'url' }, 'market.example'],
  ]
  for (const [setting, text] of cases)
    expect(
      problemsOf({ it: { env: 'IT', ...setting } }, { IT: text }).problems[0],
      `the problem of IT='${text}', ${inspect(setting)}`,
    ).toContain(text)
})

check('keeps secrets out of the error', { read: 'settings' }, () => {
  const env = { ...PRODUCTION, PORT: '80x', DATABASE_URL: `//${KEY}@db`, PAYMENTS_KEY: KEY, PIN: `${KEY}`, TRACE: 'x' }
  const error = problemsOf(MARKET, env)
  const all = [
    inspect(error, { depth: 9, showHidden: true }),
    String(error.stack),
    JSON.stringify(error),
    error.message,
  ]
  const found = all.filter((text) => text.includes(KEY) || text.includes('4242')).length
  expect(found, 'the texts of the error in which a secret stands, of a wrong DATABASE_URL and a wrong PIN').toBe(0)
  const wrong: [Omit<Setting, 'env'>, string][] = [
    [{ type: 'integer', max: 9999 }, '42421'],
    [{ type: 'integer', min: 99_999 }, '42421'],
    [{ type: 'integer' }, '42421x'],
    [{ type: 'boolean' }, '42421'],
    [{ type: 'choice', values: ['a', 'b'] }, '42421'],
  ]
  for (const [setting, text] of wrong)
    expect(
      problemsOf({ it: { env: 'IT', ...setting, secret: true } }, { IT: text }).message,
      `the message about a secret IT='${text}', ${inspect(setting)}`,
    ).not.toContain('42421')
  expect(error.problems.length, 'problems: PORT, DATABASE_URL, PIN, LOG_LEVEL, TRACE').toBe(5)
})

check('is frozen, and has its own values', { read: 'settings' }, () => {
  const env: Env = { PORT: '8080', DATABASE_URL: 'https://db', PAYMENTS_KEY: KEY, EXTRA: 'x', NODE_ENV: 'test' }
  const settings = loadSettings(MARKET, env)
  env['PORT'] = '9090'
  env['PAYMENTS_KEY'] = 'another'
  expect(
    [settings['port'], settings['paymentsKey']],
    'PORT and PAYMENTS_KEY after a change of the environment',
  ).toEqual([8080, KEY])
  expect(Object.isFrozen(settings), 'Object.isFrozen(settings)').toBe(true)
  const attempts = [
    () => Object.assign(settings, { port: 1 }),
    () => Object.assign(settings, { paymentsKey: 'mine' }),
    () => Object.assign(settings, { extra: 1 }),
  ]
  for (const change of attempts) expect(change, 'a change of the settings').toThrow(TypeError)
  expect(Object.getOwnPropertyNames(settings).sort(), 'the names of the settings').toEqual(Object.keys(MARKET).sort())
})

check('shows secrets to those who ask, and to no log', { read: 'settings' }, () => {
  const env = { PORT: '8080', DATABASE_URL: `postgres://market:${KEY}@db/market`, PAYMENTS_KEY: KEY, PIN: '42424242' }
  const settings = loadSettings(MARKET, env)
  expect([settings['database'], settings['paymentsKey'], settings['pin']], 'the secrets, asked by name').toEqual([
    ...[env.DATABASE_URL, KEY, 42_424_242],
  ])
  const shown = {
    'JSON.stringify': JSON.stringify(settings),
    console: inspect(settings),
    'a spread': JSON.stringify({ ...settings }),
  }
  for (const [how, text] of Object.entries(shown)) {
    expect(text.includes('4242') ? 'a secret' : 'no secret', `what ${how} shows`).toBe('no secret')
    expect(text.includes('8080') ? 'the port' : 'no port', `what ${how} shows besides`).toBe('the port')
  }
  const byDefault = loadSettings({ key: { env: 'KEY', type: 'text', secret: true, default: KEY } }, {})
  expect(byDefault['key'], 'a secret whose default was taken, asked by name').toBe(KEY)
  expect(
    `${JSON.stringify(byDefault)} ${inspect(byDefault)} ${JSON.stringify({ ...byDefault })}`,
    'what JSON.stringify, console and a spread show of it',
  ).not.toContain(KEY)
})
