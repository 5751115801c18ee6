/** Wrong answers that are judged one after another: in one process as long as each leaves it as it was. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { openJudge } from '../../src/engine/judge/judge.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'

const PACKAGE_ROOT = join(import.meta.dirname, '..', '..')
const HEADER = '/* mistake\nwrong: a\nwhy: b\nfails: [adds two numbers]\n*/'
const ZERO = 'export const add = (_a: number, _b: number): number => 0'
const FIVE = 'export const add = (_a: number, _b: number): number => 5'

interface Judged {
  failed: string[]
  status: string
  /** The process that loaded it. */
  pid: string
}

/** Judges these wrong answers to 1/add or 2/ping, in this order. */
async function judgeAll(sources: string[], options: { inARow?: boolean; id?: 'add' | 'ping' } = {}): Promise<Judged[]> {
  const { inARow = true, id = 'add' } = options
  const room = id === 'add' ? '01-adding' : '02-serving'
  const folder = temporaryFolder('row')
  const pids = join(folder, 'pids')
  const note = `${HEADER}\nimport { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(pids)}, \`\${process.pid}\\n\`)\n`
  const files = sources.map((source, index) => [`solutions/${room}/mistakes/${id}/m${index}.ts`, note + source])
  const course = loadCourse(makeCourse(folder, Object.fromEntries(files)))
  const day = course.days.find((each) => each.room === room)
  const exercise = day?.exercises.find((each) => each.id === id)
  if (!day || !exercise) throw new Error('the fixture has changed')
  const judge = openJudge({ packageRoot: PACKAGE_ROOT, env: process.env })
  onTestFinished(() => judge.close())
  const all: Judged[] = []
  for (const index of sources.keys()) {
    writeFileSync(pids, '')
    const target = { kind: 'mistake', name: `m${index}` } as const
    const verdict = await judge.judge({ course, day, exercise, target, inARow })
    const failed = verdict.checks.filter(({ status }) => status === 'failed').map(({ title }) => title)
    all.push({ failed, status: verdict.status, pid: readFileSync(pids, 'utf8').trim() })
  }
  return all
}

it('judges them in one process, each by its own code', { timeout: 240_000 }, async () => {
  const [first, second, third] = await judgeAll([ZERO, FIVE, ZERO])
  expect(first?.failed).toEqual(['adds two numbers', 'adds a negative number'])
  expect(second?.failed).toEqual(['adds a negative number'])
  expect(third?.failed).toEqual(first?.failed)
  expect(first?.pid).toMatch(/^\d+$/)
  expect([second?.pid, third?.pid]).toEqual([first?.pid, first?.pid])
})

it('goes on in a process whose listeners were taken off and put back', { timeout: 240_000 }, async () => {
  const again = `const all = process.listeners('uncaughtException')
process.removeAllListeners('uncaughtException')
for (const listener of all) process.on('uncaughtException', listener)
${FIVE}`
  const [first, second] = await judgeAll([again, FIVE])
  expect(first?.pid).toMatch(/^\d+$/)
  expect(second?.pid).toBe(first?.pid)
})

it('gives each a process of its own unless it is asked for a row', { timeout: 240_000 }, async () => {
  const [first, second] = await judgeAll([FIVE, FIVE], { inARow: false })
  expect(first?.pid).toMatch(/^\d+$/)
  expect(second?.pid).not.toBe(first?.pid)
})

it.each([
  ['a timer', 'setInterval(() => {}, 1000)'],
  ['a server', "import { createServer } from 'node:net'\ncreateServer().listen(0)"],
  ['a child process', "import { spawn } from 'node:child_process'\nspawn('sleep', ['60'])"],
  [
    'a thread',
    "import { Worker } from 'node:worker_threads'\nnew Worker('setInterval(() => {}, 1000)', { eval: true })",
  ],
  ['a listener', "process.on('SIGUSR2', () => {})"],
  ['a global', 'Object.assign(globalThis, { mine: 1 })'],
  ['a variable of the environment', "process.env['MINE'] = '1'"],
  ['another folder', "process.chdir('/')"],
  ['an exit code', 'process.exitCode = 3'],
])('ends a process in which %s was left', { timeout: 240_000 }, async (_what, leftover) => {
  const [first, second] = await judgeAll([`${leftover}\n${FIVE}`, FIVE])
  expect(first?.pid).toMatch(/^\d+$/)
  expect(second?.pid).not.toBe(first?.pid)
  expect(second?.failed).toEqual(['adds a negative number'])
})

it.each([
  ['never ends', 'export function add(): number { while (true) {} }', 'timed-out'],
  ['replaces what the language has', `Math.random = () => 0.5\n${FIVE}`, 'tampered'],
  ['ends the process', 'process.exit(0)', 'crashed'],
])('goes on after one that %s', { timeout: 240_000 }, async (_what, source, status) => {
  const [first, broken, last] = await judgeAll([FIVE, source, FIVE])
  expect(broken?.status).toBe(status)
  expect(last?.failed).toEqual(first?.failed)
  expect(last?.pid).not.toBe(broken?.pid)
})

it('starts the server of each', { timeout: 240_000 }, async () => {
  const server = (answer: string) =>
    `import { createServer } from 'node:http'\nexport const buildApp = () => createServer((_, response) => response.end('${answer}'))`
  const [first, second, third] = await judgeAll([server('no'), server('pong'), server('no')], { id: 'ping' })
  expect(first?.failed.length).toBeGreaterThan(0)
  expect(second?.failed).not.toEqual(first?.failed)
  expect(third?.failed).toEqual(first?.failed)
})
