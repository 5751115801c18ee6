import { createHash } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { candidates, crackUnsalted, protect, verify } from '../../../exercises/13-password-security/crack-it.ts'
import { processorTime, sha256, unsalted } from './dump.ts'

const LEAST_TIMES = 3000

/** What is behind the last sign between parts: the key, in whatever form a text or JSON has it. */
const LAST_RUN = /[\w+/.-]{16,}=*(?=\W*$)/

// Few calls a check: each may cost a tenth of a second, and more on a slow machine.
check('verifies what it protects', { read: 'memory', ms: 2800 }, async () => {
  const stored = await protect('correct horse')
  expect(stored.includes('correct horse'), "whether protect('correct horse') holds the password").toBe(false)
  for (const [password, expected] of [
    ['correct horse', true],
    ['correct horsf', false],
  ] as const) {
    const call = `verify('${password}', stored), where stored is protect('correct horse')`
    expect(await outcomeOf(() => verify(password, stored)), call).toBe(expected)
  }
})

check('takes no text that it did not make', { read: 'memory', ms: 2800 }, async () => {
  const stored = await protect('correct horse')
  for (const [text, shown] of [
    ['', "''"],
    ['correct horse', "'correct horse'"],
    [stored.slice(0, -8), 'stored, without its last 8 characters'],
    [`${stored}=`, "stored + '='"],
    [stored.replace(LAST_RUN, ''), 'stored, without its last part'],
    [stored.replace(LAST_RUN, (run) => run.slice(0, 2)), 'stored, with 2 characters of its last part'],
  ] as const) {
    const call = `verify('correct horse', ${shown}), where stored is protect('correct horse')`
    expect(await outcomeOf(() => verify('correct horse', text)), call).toBe(false)
  }
})

check('looks at every character of a long password', { read: 'truncation', ms: 2800 }, async () => {
  const long = 'é'.repeat(100)
  const stored = await outcomeOf(() => protect(` X${long}a`))
  for (const [guess, shown, expected] of [
    [` X${long}a`, "' X' + long + 'a'", true],
    [` X${long}b`, "' X' + long + 'b'", false],
    [` x${long}a`, "' x' + long + 'a'", false],
    [`X${long}a`, "'X' + long + 'a'", false],
  ] as const) {
    const call = `verify(${shown}, stored), where stored is protect(' X' + long + 'a') and long is 'é'.repeat(100)`
    expect(await outcomeOf(() => verify(guess, stored)), call).toBe(expected)
  }
})

check('protects the same password differently each time', { read: 'salt', ms: 2800 }, async () => {
  const [one, two] = [await protect('correct horse'), await protect('correct horse')]
  expect(one === two, "whether two calls of protect('correct horse') give the same text").toBe(false)
  expect(await outcomeOf(() => verify('correct horse', two)), 'whether the password fits the second').toBe(true)
})

check('makes a guess expensive', { read: 'bcrypt', ms: 2800 }, async () => {
  const password = 'correct horse'
  const stored = await protect(password)
  const oneHash = await timeOfOneHash(password)
  for (const guess of [password, 'incorrect horse']) {
    const times = (await processorTime(() => outcomeOf(() => verify(guess, stored)))) / oneHash
    const call = `verify('${guess}', protect('${password}'))`
    // In words: the number would be another one in each run.
    const enough = times < LEAST_TIMES ? 'fewer than 3,000' : 'at least 3,000'
    expect(enough, `processor time of ${call}, in SHA-256 computations`).toBe('at least 3,000')
  }
})

check('gives away nothing in the time in which the unsalted table falls', { read: 'dump', ms: 2800 }, async () => {
  const list = Array.from({ length: 400 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}${at}`)
  const passwords = { ada: 'Wordd3!', bo: 'Wordj399123' }
  let fallen = 0
  let budget = Infinity
  // The quickest of several: the first one runs before the code is compiled.
  for (let turn = 0; turn < 4; turn += 1) {
    const time = await processorTime(() => {
      fallen = crackUnsalted(unsalted(passwords), list, sha256).found.size
    })
    budget = Math.min(budget, time)
  }
  expect(fallen, 'how many of two passwords crackUnsalted finds in a table without salt').toBe(2)
  const own: { user: string; hash: string }[] = []
  for (const [user, password] of Object.entries(passwords)) own.push({ user, hash: await protect(password) })
  const byTable = crackUnsalted(own, list, sha256).found.size
  expect(byTable, 'how many it finds where `hash` is what protect made of the same passwords').toBe(0)
  const given = 'whether verify lets any of them be found in the same processor time, most likely candidates first'
  expect((await attack(own, list, budget)) > 0, given).toBe(false)
})

/** Tries every candidate on every row, as long as there is processor time left. */
async function attack(rows: { user: string; hash: string }[], list: string[], budget: number): Promise<number> {
  const start = process.cpuUsage()
  let found = 0
  for (const word of list) {
    for (const candidate of candidates(word)) {
      for (const { hash } of rows) {
        if ((await outcomeOf(() => verify(candidate, hash))) === true) found += 1
        const { user, system } = process.cpuUsage(start)
        if (user + system > budget) return found
      }
    }
  }
  return found
}

/** In microseconds: the quickest of several batches, since the first ones run before the code is compiled. */
async function timeOfOneHash(password: string): Promise<number> {
  const count = 4000
  let quickest = Infinity
  for (let batch = 0; batch < 8; batch += 1) {
    const all = await processorTime(() => {
      for (let at = 0; at < count; at += 1) createHash('sha256').update(password).digest()
    })
    quickest = Math.min(quickest, all / count)
  }
  return quickest
}

async function outcomeOf<T>(call: () => Promise<T>): Promise<T | string> {
  try {
    return await call()
  } catch (error) {
    return `rejected: ${String(error)}`
  }
}
