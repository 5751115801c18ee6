import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

export interface UnsaltedRow {
  user: string
  hash: string
}

export interface SaltedRow extends UnsaltedRow {
  salt: string
}

export interface Loot {
  found: Map<string, string>
  hashes: number
}

export type Sha256 = (text: string) => string

const ENDINGS = ['1', '123', '!', '2024', '2025', '2026']
const LOOK_ALIKES: Record<string, string> = { a: '4', e: '3', i: '1', o: '0' }

export function* candidates(word: string): Generator<string> {
  const capital = word.charAt(0).toUpperCase() + word.slice(1)
  const starts = [word, capital]
  const endless = starts.flatMap((start) => ENDINGS.map((ending) => start + ending))
  const disguised = word.replace(/[aeio]/g, (letter) => LOOK_ALIKES[letter] ?? letter)
  // A word that begins with a digit has no capital, and one without vowels nothing to disguise.
  yield* new Set([...starts, ...endless, disguised])
}

export function crackUnsalted(rows: UnsaltedRow[], words: Iterable<string>, sha256: Sha256): Loot {
  const found = new Map<string, string>()
  const usersOf = usersByHash(rows)
  let hashes = 0
  if (usersOf.size === 0) return { found, hashes }
  for (const candidate of candidatesOf(words)) {
    const hash = sha256(candidate)
    hashes += 1
    for (const user of usersOf.get(hash) ?? []) found.set(user, candidate)
    usersOf.delete(hash)
    if (usersOf.size === 0) break
  }
  return { found, hashes }
}

export function crackSalted(rows: SaltedRow[], words: Iterable<string>, sha256: Sha256, budget: number): Loot {
  const found = new Map<string, string>()
  let open = rows
  let hashes = 0
  if (open.length === 0) return { found, hashes }
  for (const candidate of candidatesOf(words)) {
    for (const { user, salt, hash } of open) {
      if (hashes === budget) return { found, hashes }
      hashes += 1
      if (sha256(salt + candidate) === hash) found.set(user, candidate)
    }
    open = open.filter(({ user }) => !found.has(user))
    if (open.length === 0) break
  }
  return { found, hashes }
}

function* candidatesOf(words: Iterable<string>): Generator<string> {
  for (const word of words) yield* candidates(word)
}

/** One look finds everybody who has a password, because without a salt they all have the same hash. */
function usersByHash(rows: UnsaltedRow[]): Map<string, string[]> {
  const users = new Map<string, string[]>()
  for (const { user, hash } of rows) users.set(hash, [...(users.get(hash) ?? []), user])
  return users
}

const scryptLater = promisify<string, string, number, object, Buffer>(scrypt)
const COST = { N: 16_384, r: 8, p: 1 }
const KEY_BYTES = 32

export async function protect(password: string): Promise<string> {
  return storedText(password, randomBytes(16).toString('base64url'))
}

export async function verify(password: string, stored: string): Promise<boolean> {
  const [salt = ''] = stored.split('$')
  const [given, right] = [Buffer.from(stored), Buffer.from(await storedText(password, salt))]
  // As texts: Buffer.from(key, 'base64url') would skip whatever else stands in the key.
  return given.length === right.length && timingSafeEqual(given, right)
}

async function storedText(password: string, salt: string): Promise<string> {
  const key = await scryptLater(password, salt, KEY_BYTES, COST)
  return `${salt}$${key.toString('base64url')}`
}
