import { inspect } from 'node:util'
import { check, expect } from 'backend-workbook/check'
import { read } from './reading.ts'

check('takes an empty variable for a missing one, and 0 for a value', { read: 'settings' }, () => {
  for (const text of [undefined, '']) {
    const name = text === undefined ? 'no variable' : 'an empty variable'
    expect(read({ type: 'text' }, text), `text, ${name}`).toBe('ConfigError')
    expect(read({ type: 'text', optional: true }, text), `optional text, ${name}`).toBe(undefined)
    expect(read({ type: 'integer', optional: true }, text, {}), `optional integer, ${name}`).toBe(undefined)
    expect(read({ type: 'integer', default: 7 }, text, {}), `integer with a default of 7, ${name}`).toBe(7)
  }
  expect(read({ type: 'text' }, '0'), "text '0'").toBe('0')
  expect(read({ type: 'integer', default: 3000 }, '0', {}), "integer '0' with a default of 3000").toBe(0)
  expect(read({ type: 'integer', optional: true }, 'x'), "optional integer 'x'").toBe('ConfigError')
})

check('takes defaults outside of production', { read: 'settings' }, () => {
  for (const env of [
    {},
    { NODE_ENV: 'development' },
    { NODE_ENV: 'test' },
    { NODE_ENV: '' },
    { NODE_ENV: 'Production' },
  ]) {
    expect(read({ type: 'integer', default: 0 }, undefined, env), `integer with a default of 0, ${inspect(env)}`).toBe(
      0,
    )
    expect(
      read({ type: 'boolean', default: false }, undefined, env),
      `boolean with a default of false, ${inspect(env)}`,
    ).toBe(false)
    expect(read({ type: 'text', default: '' }, undefined, env), `text with a default of '', ${inspect(env)}`).toBe('')
    expect(
      read({ type: 'text', default: 'a', optional: true }, undefined, env),
      `optional text with a default, ${inspect(env)}`,
    ).toBe('a')
    expect(read({ type: 'text' }, undefined, env), `text without a default, ${inspect(env)}`).toBe('ConfigError')
  }
})

check('takes no default in production', { read: 'settings' }, () => {
  expect(read({ type: 'integer', default: 3000 }, undefined), 'integer with a default, in production').toBe(
    'ConfigError',
  )
  expect(read({ type: 'boolean', default: false }, ''), 'boolean with a default, empty, in production').toBe(
    'ConfigError',
  )
  expect(
    read({ type: 'text', default: 'a', optional: true }, undefined),
    'optional text with a default, in production',
  ).toBe(undefined)
  expect(read({ type: 'integer', default: 3000 }, '8080'), "integer '8080' with a default, in production").toBe(8080)
})
