/** The paths of the README, and what is read off for each. */
import { expect } from 'backend-workbook/check'
import { type Outcome, route } from './route.ts'
import type { Request } from './variables.ts'

export const ORDERS = '/api/orders?page=2'
export const LOGIN = '/api/login'
export const UPLOADS = '/api/uploads/photo-1'
export const EVENTS = '/api/events'
export const SOCKETS = '/socket.io/?EIO=4&transport=websocket'
/** All that the app answers. */
export const PATHS = [
  ...['/', '/logo.png', ORDERS, LOGIN, '/api/uploads', UPLOADS, '/api/uploads/photo-1.jpg'],
  ...[EVENTS, '/api/events/orders', SOCKETS],
]
/** Each of these is another path when it is decoded and written again. */
export const ENCODED = ['/api/orders/a%2Fb?c=d%20e', '/api/uploads/caf%C3%A9%2F1']
export const UPGRADE = { host: 'market.example', connection: 'Upgrade', upgrade: 'websocket' }
/** For what the judge opens itself: a machine that is busy takes its time. */
export const SLOW_MS = 8000

/** What nginx would do with a request over TLS. */
export function over(path: string, request: Partial<Request> = {}): Outcome {
  return route({ port: 443, path, ...request })
}

/** One that has to reach the app. */
export function passed(path: string, request: Partial<Request> = {}): Outcome {
  const outcome = over(path, request)
  const text = outcome.status === undefined ? 'the app' : outcome.text
  expect(text, `what answers ${request.method ?? 'GET'} ${path} on port 443`).toBe('the app')
  return outcome
}

/** What a list of findings is about: empty where all is well. */
export function forEach(paths: string[], wrong: (path: string) => string | undefined): string[] {
  return paths.flatMap((path) => {
    const why = wrong(path)
    return why === undefined ? [] : [`${path}: ${why}`]
  })
}

/** `1h`, `30s`, `500ms`, `1m 30s` or `60`, in seconds; NaN where it is none. */
export function seconds(text: string): number {
  const units: Record<string, number> = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
    w: 604_800,
    M: 2_592_000,
    y: 31_536_000,
  }
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwMy])?\s*/g)]
  if (parts.map(([whole]) => whole).join('') !== text || text === '') return Number.NaN
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (units[unit] ?? Number.NaN), 0)
}

/** `10m`, `1024k`, in bytes; NaN where it is none. */
export function bytes(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text) ?? []
  return Number(amount) * ({ '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase()] ?? Number.NaN)
}
