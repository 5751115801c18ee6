/** Settings that checks read, and the market's. */
import { inspect } from 'node:util'
import { expect } from 'backend-workbook/check'
import {
  ConfigError,
  loadSettings,
  type Schema,
  type Setting,
} from '../../../exercises/28-production-deployment/config.ts'

export type Env = Record<string, string | undefined>

export const PRODUCTION = { NODE_ENV: 'production' }
export const KEY = 'key_live_4242secret'

/** What one setting is for this text, or the problems. */
export function read(setting: Omit<Setting, 'env'>, text: string | undefined, env: Env = PRODUCTION): unknown {
  return attempt({ it: { env: 'IT', ...setting } }, { ...env, IT: text }, (settings) => settings['it'])
}

function attempt(schema: Schema, env: Env, of: (settings: Record<string, unknown>) => unknown = (all) => all): unknown {
  try {
    return of(loadSettings(schema, env))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return 'ConfigError'
  }
}

export function problemsOf(schema: Schema, env: Env): ConfigError {
  try {
    loadSettings(schema, env)
  } catch (error) {
    expect(error instanceof ConfigError ? 'a ConfigError' : String(error), 'what is thrown').toBe('a ConfigError')
    if (error instanceof ConfigError) return error
  }
  expect('nothing', `what loadSettings throws for ${inspect(env)}`).toBe('a ConfigError')
  throw new Error('unreachable')
}

export const MARKET: Schema = {
  port: { env: 'PORT', type: 'integer', min: 0, max: 65_535, default: 3000 },
  database: { env: 'DATABASE_URL', type: 'url', secret: true },
  paymentsKey: { env: 'PAYMENTS_KEY', type: 'text', secret: true },
  pin: { env: 'PIN', type: 'integer', secret: true, optional: true },
  level: { env: 'LOG_LEVEL', type: 'choice', values: ['debug', 'info'], default: 'info' },
  trace: { env: 'TRACE', type: 'boolean', default: false },
}
