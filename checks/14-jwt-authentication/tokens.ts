/** Tokens that are made here by hand, so that a check can get each part of them wrong. */
import { createHmac } from 'node:crypto'
import { expect } from 'backend-workbook/check'

export const SECRET = 'north-mill-and-salt-and-co-0123456789'

/** 15 January 2027, 08:00 UTC, in seconds: far enough away for a token that is judged by the real clock to show. */
export const START = 1_800_000_000

/** `now` for a moment that is so many seconds after START. */
export const at = (seconds: number) => () => Math.round((START + seconds) * 1000)

export const encode = (text: string) => Buffer.from(text).toString('base64url')

export interface Parts {
  header?: unknown
  /** An object, or the payload's text as it is. */
  payload?: unknown
  secret?: string
  /** What the signature is really made with. */
  hash?: 'sha256' | 'sha384' | 'sha512'
}

const text = (part: unknown) => (typeof part === 'string' ? part : JSON.stringify(part))

/** A token that is right unless a part says otherwise: valid from START for 15 minutes. */
export function handmade({ header, payload, secret = SECRET, hash = 'sha256' }: Parts = {}): string {
  const head = encode(text(header ?? { alg: 'HS256', typ: 'JWT' }))
  const body = encode(text(payload ?? { sub: 'ret_7', iat: START, exp: START + 900 }))
  const signature = createHmac(hash, secret).update(`${head}.${body}`).digest('base64url')
  return `${head}.${body}.${signature}`
}

/** What a call came to: what it gave, or the code of what it threw. */
export function outcome(call: () => unknown): unknown {
  try {
    return { gave: call() }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.name === 'JwtError') return { threw: error.code }
    return { threw: error instanceof Error ? `${error.name}: ${error.message}` : error }
  }
}

export const threw = (code: string) => ({ threw: code })

/** Expects of each call, which is named, that it throws a JwtError with this code. */
export function expectAll(code: string, calls: Record<string, () => unknown>): void {
  for (const [name, call] of Object.entries(calls)) expect(outcome(call), name).toEqual(threw(code))
}

/** A part of a token, as JSON. */
export function part(token: string, index: 0 | 1): unknown {
  const encoded = token.split('.')[index] ?? ''
  const decoded = Buffer.from(encoded, 'base64url').toString()
  try {
    return JSON.parse(decoded)
  } catch {
    return `not JSON: ${decoded}`
  }
}
