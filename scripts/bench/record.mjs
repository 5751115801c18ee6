import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const EXERCISES = ['1/flatten-deep', '1/deep-clone', '2/retry', '2/map-limit', '7/compose']
const ROOMS = [
  '01-javascript-under-the-hood',
  '02-the-event-loop',
  '03-node-architecture',
  '04-core-modules',
  '05-streams-and-packages',
  '06-express-architecture',
  '07-middleware',
  '08-mongodb-internals',
  '09-mongoose',
]
const FAILING = ['calls the function with each of the items in order', 'keeps the order of the results']

/** A workbook with a record of this many events, a minute apart, as the tool writes them. Gives its folder. */
export function longRecord(folder, count) {
  const workbook = join(folder, 'long-record')
  const start = Date.parse('2026-01-05T18:00:00Z')
  const lines = Array.from({ length: count }, (_, n) => {
    const at = new Date(start + n * 60_000).toISOString()
    return `    ${JSON.stringify({ at, ...eventOf(n) })}`
  })
  mkdirSync(workbook, { recursive: true })
  writeFileSync(join(workbook, 'progress.json'), `{\n  "version": 1,\n  "events": [\n${lines.join(',\n')}\n  ]\n}\n`)
  return workbook
}

function eventOf(n) {
  const exercise = EXERCISES[n % EXERCISES.length]
  if (n % 10 === 7) return { type: 'answer', question: `${1 + (n % 9)}/quiz:promise-order`, correct: n % 20 === 7 }
  if (n % 10 === 8) return { type: 'visited', day: 1 + (n % 9), room: ROOMS[n % 9], section: 'opening' }
  if (n % 10 === 9) return { type: 'hint', exercise, step: 1 + (n % 3) }
  const passed = n % 10 === 0
  return {
    type: 'attempt',
    exercise,
    status: passed ? 'passed' : 'failed',
    ms: 300,
    failing: passed ? [] : FAILING,
    checks: 8,
    ...(passed && { passed: [...FAILING, 'waits for all of them'] }),
  }
}
