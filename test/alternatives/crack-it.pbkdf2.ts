import { createHash, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Loot, SaltedRow, Sha256, UnsaltedRow } from '../../solutions/13-password-security/crack-it.ts'

/** From the lesson and the starter alone: a Set for doubles, and PBKDF2 whose stored text is computed again and compared as a whole. */
const ENDINGS = ['1', '123', '!', '2024', '2025', '2026']
const DIGITS: Record<string, string> = { a: '4', e: '3', i: '1', o: '0' }

export function* candidates(word: string): Generator<string> {
  const bases = [word, word.slice(0, 1).toUpperCase() + word.slice(1)]
  const texts = [
    ...bases,
    ...bases.flatMap((base) => ENDINGS.map((ending) => base + ending)),
    word.replace(/[aeio]/g, (letter) => DIGITS[letter] ?? letter),
  ]
  // A Set gives its members in the order in which they came first.
  yield* new Set(texts)
}

export function crackUnsalted(rows: UnsaltedRow[], words: Iterable<string>, sha256: Sha256): Loot {
  const found = new Map<string, string>()
  const open = new Map<string, string[]>()
  for (const { user, hash } of rows) open.set(hash, [...(open.get(hash) ?? []), user])

  let hashes = 0
  if (open.size === 0) return { found, hashes }
  for (const word of words) {
    for (const text of candidates(word)) {
      const hash = sha256(text)
      hashes += 1
      for (const user of open.get(hash) ?? []) found.set(user, text)
      open.delete(hash)
      if (open.size === 0) return { found, hashes }
    }
  }
  return { found, hashes }
}

export function crackSalted(rows: SaltedRow[], words: Iterable<string>, sha256: Sha256, budget: number): Loot {
  const found = new Map<string, string>()
  let open = [...rows]
  let hashes = 0
  const over = () => open.length === 0 || hashes + 1 > budget

  if (over()) return { found, hashes }
  for (const word of words) {
    for (const text of candidates(word)) {
      for (const row of [...open]) {
        if (over()) return { found, hashes }
        hashes += 1
        if (sha256(row.salt + text) === row.hash) {
          found.set(row.user, text)
          open = open.filter((other) => other !== row)
        }
      }
      if (over()) return { found, hashes }
    }
  }
  return { found, hashes }
}

const derive = promisify(pbkdf2)
const FORM = /^pbkdf2-sha512:210000:([0-9a-f]{32}):[0-9a-f]{64}$/

/** The whole text that is stored for this password and this salt. */
async function textFor(password: string, salt: string): Promise<string> {
  // HMAC fills short keys up with zero bytes, so 'a' and 'a\0' would be the same. 128 hex characters fill a block.
  const whole = createHash('sha512').update(password, 'utf8').digest('hex')
  const key = await derive(whole, salt, 210_000, 32, 'sha512')
  return `pbkdf2-sha512:210000:${salt}:${key.toString('hex')}`
}

export async function protect(password: string): Promise<string> {
  return textFor(password, randomBytes(16).toString('hex'))
}

export async function verify(password: string, stored: string): Promise<boolean> {
  const salt = typeof stored === 'string' ? FORM.exec(stored)?.[1] : undefined
  if (salt === undefined) return false
  return timingSafeEqual(Buffer.from(await textFor(password, salt)), Buffer.from(stored))
}
