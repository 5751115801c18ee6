/** Code that breaks, cheats or never ends, and how to judge it through the real command line. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { VerdictStatus } from '../../src/engine/judge/verdict.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

/** What learners are promised of any code, beside whatever else the machine does. */
const VERDICT_WITHIN_MS = 15_000

export interface Hostile {
  name: string
  code: string
  status: VerdictStatus | VerdictStatus[]
  /** What the message says. */
  says?: RegExp
}

export const ADD = 'export const add = (a: number, b: number): number => a + b\n'
const WRONG_ADD = 'export const add = (_a: number, _b: number): number => 0\n'

export const modules: Hostile[] = [
  { name: 'an endless loop at import', code: `${ADD}while (true) {}`, status: 'timed-out' },
  {
    name: 'an endless loop in the function',
    code: 'export function add(_a: number, _b: number): number { while (true) {} }',
    status: 'timed-out',
  },
  {
    name: 'an endless chain of promises',
    code: 'export async function add(_a: number, _b: number): Promise<number> { while (true) await null }',
    status: 'timed-out',
  },
  {
    name: 'output without end',
    code: "export function add(_a: number, _b: number): number { for (;;) console.log('x'.repeat(1000)) }",
    status: 'timed-out',
    says: /Your code prints without end during “adds two numbers”: \d+ MB/,
  },
  { name: 'a promise that never settles', code: 'export const add = () => new Promise(() => {})', status: 'timed-out' },
  { name: 'top-level await for ever', code: `${ADD}await new Promise(() => {})`, status: 'timed-out' },
  {
    name: 'process.exit(0) in the function',
    code: 'export function add() { process.exit(0) }',
    status: 'crashed',
    says: /process\.exit\(0\)/,
  },
  { name: 'process.exit(0) at import', code: `${ADD}process.exit(0)`, status: 'crashed', says: /process\.exit\(0\)/ },
  {
    name: 'process.reallyExit(0)',
    code: 'export function add() { (process as never as { reallyExit(code: number): never }).reallyExit(0) }',
    status: 'crashed',
    says: /exit code 0/,
  },
  {
    name: 'a process that kills itself',
    code: "export function add() { process.kill(process.pid, 'SIGKILL'); while (true) {} }",
    status: 'crashed',
    says: /SIGKILL/,
  },
  {
    name: 'a heap that grows without end',
    code: 'const all: unknown[] = []\nexport function add() { while (true) all.push({ a: [1, 2, 3], b: String(all.length) }) }',
    status: 'out-of-memory',
  },
  {
    name: 'buffers that grow without end',
    code: 'const all: Buffer[] = []\nexport function add() { while (true) all.push(Buffer.alloc(20_000_000, 1)) }',
    status: 'out-of-memory',
  },
  {
    name: 'a rejection after the last check',
    code: `${ADD}setTimeout(() => { void Promise.reject(new Error('too late')) }, 60)`,
    status: 'crashed',
    says: /too late/,
  },
  {
    name: 'a server left listening',
    code: `import { createServer } from 'node:http'\n${ADD}createServer().listen(0)`,
    status: 'passed',
  },
  {
    name: 'child processes left running, one of them in a group of its own',
    code: `import { spawn } from 'node:child_process'
${ADD}
spawn('sleep', ['60'], { stdio: 'ignore' })
spawn('sleep', ['60'], { stdio: 'ignore', detached: true }).unref()`,
    status: 'passed',
  },
  { name: 'Object.is replaced', code: `${WRONG_ADD}Object.is = () => true`, status: 'tampered', says: /Object\.is/ },
  {
    name: 'matchers replaced through the global they are kept in',
    code: `${WRONG_ADD}
const store = Reflect.get(globalThis, Symbol.for('expect-global'))
store.extend({ toBe: () => ({ pass: true, message: () => '' }) })`,
    status: 'tampered',
  },
  {
    name: 'an import of the assertion library',
    code: `import { expect } from 'vitest'\n${WRONG_ADD}expect.extend({ toBe: () => ({ pass: true, message: () => '' }) })`,
    status: 'crashed',
    says: /cannot import vitest/,
  },
  {
    name: 'a prototype changed',
    code: `${WRONG_ADD}Array.prototype.every = () => true`,
    status: 'tampered',
    says: /Array\.prototype\.every/,
  },
  {
    name: 'promises that no longer settle',
    code: `${WRONG_ADD}Promise.prototype.then = function then() { return Promise.resolve() as never }`,
    // Which of the two is seen first depends on how busy the machine is.
    status: ['timed-out', 'tampered'],
  },
  {
    name: 'a global replaced',
    code: `${WRONG_ADD}globalThis.Error = class extends Error {} as never`,
    status: 'tampered',
    says: /Error/,
  },
  {
    name: "the worker's channel rewritten so that failures read as passes",
    code: `${WRONG_ADD}
const channel = Reflect.get(process, 'channel')
const write = process.send
Reflect.set(process, 'send', (message: unknown, ...rest: []) =>
  write?.call(process, JSON.parse(JSON.stringify(message).replaceAll('"fail"', '"pass"')), ...rest))
if (channel) Reflect.set(channel, 'marked', true)`,
    status: 'tampered',
  },
  {
    name: 'passes written into the pipe of the seals',
    code: `import { writeSync } from 'node:fs'
${WRONG_ADD}
for (const title of ['adds two numbers', 'adds a negative number']) {
  for (const token of ['', 'undefined ', '0 ']) writeSync(3, token + JSON.stringify({ type: 'passed', title, ms: 1 }) + '\\n')
}`,
    status: 'failed',
  },
  {
    name: '100 MB of output',
    code: `${ADD}const line = 'x'.repeat(1_000_000)\nfor (let i = 0; i < 100; i++) console.log(line)`,
    status: 'passed',
  },
]

const PING = `import { createServer } from 'node:http'
export const buildApp = () => createServer((request, response) => {
  if (request.url !== '/ping') { response.statusCode = 404; response.end(); return }
`

export const servers: Hostile[] = [
  { name: 'an endless loop at import', code: `${PING}response.end('pong') })\nwhile (true) {}`, status: 'timed-out' },
  { name: 'an endless loop in a handler', code: `${PING}while (true) {} })`, status: 'timed-out' },
  { name: 'a handler that never answers', code: `${PING}})`, status: 'timed-out', says: /GET \/ping/ },
  { name: 'process.exit(0) in a handler', code: `${PING}process.exit(0) })`, status: 'crashed', says: /exit code 0/ },
  {
    name: 'an error at import',
    code: `${PING}response.end('pong') })\nthrow new Error('no port today')`,
    status: 'crashed',
    says: /no port today/,
  },
  {
    name: 'buffers that grow without end',
    code: `${PING}const all: Buffer[] = []; while (true) all.push(Buffer.alloc(20_000_000, 1)) })`,
    status: 'out-of-memory',
  },
  {
    name: 'child processes left running',
    code: `import { spawn } from 'node:child_process'\n${PING}response.end('pong') })\nspawn('sleep', ['60'], { stdio: 'ignore', detached: true }).unref()`,
    status: 'passed',
  },
]

// `expect(await add())` waits for promises as well as numbers, so that one fixture serves both kinds of code.
export const course = makeCourse(temporaryFolder('course'), {
  'checks/01-adding/add.check.ts': `import { check, expect } from 'backend-workbook/check'
import { add } from '../../exercises/01-adding/add.ts'

check('adds two numbers', { read: 'what-plus-does' }, async () => {
  expect(await add(2, 3), 'add(2, 3)').toBe(5)
})

check('adds a negative number', { read: 'what-plus-does' }, async () => {
  expect(await add(2, -3), 'add(2, -3)').toBe(-1)
})
`,
})

/** In time, by its name, and nothing is left running. */
export async function judgeHostile(hostile: Hostile, ref: string, path: string): Promise<void> {
  expect(await isTold(hostile, ref, path)).toBe(true)
}

/**
 * As `judgeHostile`, where other programs may keep the judge from telling.
 *
 * @returns whether there was a verdict. Where there was none, nothing was held against the code.
 */
export async function isTold(hostile: Hostile, ref: string, path: string): Promise<boolean> {
  const { name, code, status, says } = hostile
  const mark = `mark-${process.pid}-${name.replace(/\W+/g, '-')}-${ref.replace('/', '-')}`
  const { cwd } = workbookWith(path, code)
  const env = { COURSE_COURSE: course, COURSE_TEST_MARK: mark }
  const ran = await runCourse(['check', ref, '--json'], { cwd, env })
  const verdict = JSON.parse(ran.stdout || `{"stderr":${JSON.stringify(ran.stderr)}}`)
  const told = verdict.status !== 'inconclusive'
  if (told) {
    expect([status].flat()).toContain(verdict.status)
    if (says) expect(JSON.stringify(verdict)).toMatch(says)
  } else expect(verdict.checks.filter((check: { status: string }) => check.status === 'failed')).toEqual([])
  expect(ran.code).toBe(told ? (status === 'passed' ? 0 : 1) : 2)
  expect(verdict.ms).toBeLessThan(VERDICT_WITHIN_MS)
  await waitFor(() => (processesWith(mark).length === 0 ? true : undefined))
  return told
}

export function workbookWith(path: string, code: string): { cwd: string; file: string } {
  const cwd = temporaryFolder('learner')
  const file = join(cwd, 'workbook', path)
  mkdirSync(join(file, '..'), { recursive: true })
  mkdirSync(join(cwd, 'workbook', '.course'))
  writeFileSync(file, code)
  return { cwd, file }
}

/** Every process that inherited the mark. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readProc(`/proc/${pid}/environ`).includes(mark) && !/\) Z /.test(readProc(`/proc/${pid}/stat`)))
    .map(Number)
}

export function commandOf(pid: number): string {
  return readProc(`/proc/${pid}/cmdline`)
}

function readProc(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'latin1') : ''
  } catch {
    return ''
  }
}

export async function waitFor<T>(probe: () => T | undefined): Promise<T> {
  const deadline = performance.now() + 3000
  for (;;) {
    const found = probe()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error('waited 3 s for something that did not come')
    await sleep(20)
  }
}
