import { inspect } from 'node:util'
import { check, expect } from 'backend-workbook/check'
import type { Setting } from '../../../exercises/28-production-deployment/config.ts'
import { PRODUCTION, read } from './reading.ts'

check('reads texts and URLs as they are', { read: 'settings' }, () => {
  expect(read({ type: 'text' }, ' two words '), "text ' two words '").toBe(' two words ')
  expect(read({ type: 'text', default: 'a' }, '  ', {}), "text of two blanks, with a default of 'a'").toBe('  ')
  for (const url of ['postgres://market:pw@db/market?ssl=true', 'https://market.example', 'redis://127.0.0.1:6379/0'])
    expect(read({ type: 'url' }, url), `url ${url}`).toBe(url)
  for (const url of ['market.example', '/orders', 'https://', 'not a url'])
    expect(read({ type: 'url' }, url), `url '${url}'`).toBe('ConfigError')
})

check('reads decimal integers and nothing else', { read: 'settings' }, () => {
  for (const [text, value] of Object.entries({
    8080: 8080,
    0: 0,
    '-5': -5,
    '007': 7,
    '010': 10,
    9007199254740991: Number.MAX_SAFE_INTEGER,
  }))
    expect(read({ type: 'integer' }, text), `integer '${text}'`).toBe(value)
  const wrong = [
    '80.5',
    '8080x',
    'x',
    '0x10',
    '1e3',
    ' 80',
    '80 ',
    '80\n',
    'Infinity',
    'NaN',
    '9007199254740993',
    '8_080',
    '--5',
    '-',
    '+5',
    'true',
  ]
  for (const text of wrong)
    expect(read({ type: 'integer' }, text), `integer ${JSON.stringify(text)}`).toBe('ConfigError')
})

check('keeps integers within their bounds', { read: 'settings' }, () => {
  const cases: [Partial<Setting>, string, number | 'ConfigError'][] = [
    [{ min: 1, max: 10 }, '1', 1],
    [{ min: 1, max: 10 }, '10', 10],
    [{ min: 1, max: 10 }, '0', 'ConfigError'],
    [{ min: 1, max: 10 }, '11', 'ConfigError'],
    [{ min: 0 }, '-1', 'ConfigError'],
    [{ min: 0 }, '70000', 70_000],
    [{ max: 0 }, '1', 'ConfigError'],
    [{ max: 0 }, '-1', -1],
  ]
  for (const [bounds, text, value] of cases)
    expect(read({ type: 'integer', ...bounds }, text), `integer ${JSON.stringify(bounds)} '${text}'`).toBe(value)
})

check('reads false as false', { read: 'settings' }, () => {
  const values = { true: true, 1: true, false: false, 0: false }
  for (const [text, value] of Object.entries(values))
    for (const others of [{}, { default: true }, { default: false }])
      for (const env of [{}, PRODUCTION])
        expect(
          read({ type: 'boolean', ...others }, text, env),
          `boolean '${text}', ${inspect({ ...others, ...env })}`,
        ).toBe(value)
  for (const text of ['yes', 'no', 'TRUE', 'on', 'off', '2', ' true', 'falsey', 'constructor'])
    expect(read({ type: 'boolean' }, text), `boolean '${text}'`).toBe('ConfigError')
})

check('takes one of the choices', { read: 'settings' }, () => {
  const setting = { type: 'choice', values: ['debug', 'info', '0'] } as const
  for (const text of setting.values) expect(read(setting, text), `choice '${text}'`).toBe(text)
  for (const text of ['warn', 'INFO', 'inf', 'info ', 'debug,info'])
    expect(read(setting, text), `choice '${text}' of debug, info, 0`).toBe('ConfigError')
})
