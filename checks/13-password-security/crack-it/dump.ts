/** What the checks of crack-it share: tables that were never anybody's, and a hash function that counts. */
import { createHash } from 'node:crypto'
import type { Loot, SaltedRow, UnsaltedRow } from '../../../exercises/13-password-security/crack-it.ts'

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** A hash function that remembers what it was given. */
export function counting(): { texts: string[]; sha256: (text: string) => string } {
  const texts: string[] = []
  const counted = (text: string) => {
    texts.push(text)
    return sha256(text)
  }
  return { texts, sha256: counted }
}

export function unsalted(passwords: Record<string, string>): UnsaltedRow[] {
  return Object.entries(passwords).map(([user, password]) => ({ user, hash: sha256(password) }))
}

export function salted(passwords: Record<string, string>): SaltedRow[] {
  return Object.entries(passwords).map(([user, password]) => {
    const salt = `salt-of-${user}/`
    return { user, salt, hash: sha256(salt + password) }
  })
}

/** A list of words that tells how many were taken from it. */
export function words(...list: string[]): Iterable<string> & { taken: number } {
  return {
    taken: 0,
    *[Symbol.iterator]() {
      for (const word of list) {
        this.taken += 1
        yield word
      }
    },
  }
}

/** As a plain object, in the order of the users. */
export function foundBy({ found }: Loot): Record<string, string> {
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Processor time of all threads of this process, in microseconds. */
export async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return Math.max(user + system, 1)
}
