import { createHash } from 'node:crypto'
import { compare, hash } from 'bcrypt'
import type { Loot, SaltedRow, Sha256, UnsaltedRow } from '../../solutions/13-password-security/crack-it.ts'

/** One loop for both tables, a regular expression for the look-alikes, and bcrypt over SHA-256 in base64 against the 72 bytes. */
export function* candidates(word: string): Generator<string> {
  const seen = new Set<string>()
  const starts = [word, word.replace(/^./, (first) => first.toUpperCase())]
  const all = [starts, ...starts.map((start) => ['1', '123', '!', '2024', '2025', '2026'].map((end) => start + end))]
  for (const text of [...all.flat(), word.replace(/[aeio]/g, (letter) => '4310'['aeio'.indexOf(letter)] ?? '')]) {
    if (seen.size < seen.add(text).size) yield text
  }
}

interface Group {
  salt: string
  hash: string
  users: string[]
}

export function crackUnsalted(rows: UnsaltedRow[], words: Iterable<string>, sha256: Sha256): Loot {
  const groups = new Map<string, Group>()
  for (const { user, hash: stolen } of rows) {
    const group = groups.get(stolen) ?? { salt: '', hash: stolen, users: [] }
    group.users.push(user)
    groups.set(stolen, group)
  }
  return crack([...groups.values()], words, sha256, Number.POSITIVE_INFINITY)
}

export function crackSalted(rows: SaltedRow[], words: Iterable<string>, sha256: Sha256, budget: number): Loot {
  return crack(
    rows.map(({ user, ...row }) => ({ ...row, users: [user] })),
    words,
    sha256,
    budget,
  )
}

/** Hashes a text once for all groups that have the same salt. */
function crack(groups: Group[], words: Iterable<string>, sha256: Sha256, budget: number): Loot {
  const loot: Loot = { found: new Map(), hashes: 0 }
  let open = groups
  if (open.length === 0 || budget === 0) return loot
  for (const word of words) {
    for (const text of candidates(word)) {
      const left: Group[] = []
      let last: { salt: string; hash: string } | undefined
      for (const group of open) {
        if (last?.salt !== group.salt) {
          if (loot.hashes === budget) return loot
          last = { salt: group.salt, hash: sha256(group.salt + text) }
          loot.hashes += 1
        }
        if (last.hash === group.hash) for (const user of group.users) loot.found.set(user, text)
        else left.push(group)
      }
      open = left
      if (open.length === 0) return loot
    }
  }
  return loot
}

const short = (password: string) => createHash('sha256').update(password).digest('base64')

export const protect = (password: string): Promise<string> => hash(short(password), 10)

export const verify = (password: string, stored: string): Promise<boolean> => compare(short(password), stored)
