/* mistake
wrong: sameBytes throws a RangeError when the lengths differ.
why: timingSafeEqual is the right function, and its name does not say that it wants equal lengths.
fails:
  - sameBytes is true for equal bytes only, and throws for no length
*/
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What one try costs: memory is 128 · N · r bytes, time grows with N · r · p. */
export interface Cost {
  N: number
  r: number
  p: number
}

interface Stored extends Cost {
  salt: Buffer
  key: Buffer
}

/** One of the settings that OWASP's cheat sheet on password storage names as equally strong. */
export const DEFAULT_COST: Cost = { N: 16_384, r: 8, p: 5 }

const SALT_BYTES = 16
const KEY_BYTES = 32
const MIN_KEY_BYTES = 16
const MAX_MEMORY = 256 * 1024 * 1024
const MAX_P = 16

/** Gives the string that is stored instead of a password: `scrypt$<N>$<r>$<p>$<salt>$<key>`. */
export async function hashPassword(password: string, cost: Cost = DEFAULT_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, KEY_BYTES, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Tells whether `stored` was made from this password. A damaged `stored` is false. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parsed = parse(stored)
  if (!parsed) return false
  return sameBytes(await derive(password, parsed.salt, parsed.key.length, parsed), parsed.key)
}

/** Tells whether a password should be hashed anew at the next login, because `stored` is weaker than `cost` or damaged. */
export function needsRehash(stored: string, cost: Cost = DEFAULT_COST): boolean {
  const parsed = parse(stored)
  return !parsed || parsed.N < cost.N || parsed.r < cost.r || parsed.p < cost.p
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return timingSafeEqual(a, b)
}

function parse(stored: string): Stored | undefined {
  const [, N, r, p, salt, key] = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([^$]+)\$([^$]+)$/.exec(stored) ?? []
  if (!salt || !key) return undefined
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  if (!isAllowed(cost)) return undefined
  // Buffer.from reads both alphabets and never throws: what is no base64 is left out. So the length has to be checked.
  const parsed = { ...cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
  return parsed.key.length >= MIN_KEY_BYTES ? parsed : undefined
}

function isAllowed({ N, r, p }: Cost): boolean {
  const isPowerOfTwo = N > 1 && Number.isInteger(Math.log2(N))
  return isPowerOfTwo && r > 0 && p > 0 && p <= MAX_P && memory({ N, r }) <= MAX_MEMORY
}

function memory({ N, r }: Omit<Cost, 'p'>): number {
  return 128 * N * r
}

function derive(password: string, salt: Buffer, length: number, { N, r, p }: Cost): Promise<Buffer> {
  // Node allows 32 MB unless told otherwise, and needs a little more than the formula says.
  const options = { N, r, p, maxmem: 2 * memory({ N, r }) }
  return new Promise((resolve, reject) => {
    // é may be one character or e and an accent; which of them depends on the keyboard.
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
