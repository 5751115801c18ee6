import { hash, verify as verifyHash } from '@node-rs/argon2'
import type { Loot, SaltedRow, Sha256, UnsaltedRow } from '../../solutions/13-password-security/crack-it.ts'

/** Loops and lists, and Argon2id with the defaults of its package. */
export function* candidates(word: string): Generator<string> {
  const made = [word, word[0]?.toUpperCase() + word.slice(1)]
  for (const start of [...made]) for (const end of ['1', '123', '!', '2024', '2025', '2026']) made.push(start + end)
  made.push(word.replaceAll('a', '4').replaceAll('e', '3').replaceAll('i', '1').replaceAll('o', '0'))
  for (const [at, text] of made.entries()) if (made.indexOf(text) === at) yield text
}

export function crackUnsalted(rows: UnsaltedRow[], words: Iterable<string>, sha256: Sha256): Loot {
  const loot: Loot = { found: new Map(), hashes: 0 }
  const list = words[Symbol.iterator]()
  while (loot.found.size < rows.length) {
    const { value: word, done } = list.next()
    if (done) break
    for (const candidate of candidates(word)) {
      if (loot.found.size === rows.length) break
      const guess = sha256(candidate)
      loot.hashes++
      for (const row of rows) if (row.hash === guess) loot.found.set(row.user, candidate)
    }
  }
  return loot
}

export function crackSalted(rows: SaltedRow[], words: Iterable<string>, sha256: Sha256, budget: number): Loot {
  const loot: Loot = { found: new Map(), hashes: 0 }
  const left = new Set(rows)
  if (left.size === 0 || budget === 0) return loot
  for (const word of words) {
    for (const candidate of candidates(word)) {
      for (const row of left) {
        if (loot.hashes >= budget) return loot
        loot.hashes++
        if (sha256(row.salt + candidate) !== row.hash) continue
        loot.found.set(row.user, candidate)
        left.delete(row)
      }
      if (left.size === 0) return loot
    }
  }
  return loot
}

export const protect = (password: string): Promise<string> => hash(password)

export async function verify(password: string, stored: string): Promise<boolean> {
  try {
    return await verifyHash(stored, password)
  } catch {
    return false
  }
}
