/** What code does to the learner's files and leaves running, through the real command line. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const ADD = 'export const add = (a: number, b: number): number => a + b\n'
const OWN = `import * as fs from 'node:fs'
import { dirname } from 'node:path'
const own = import.meta.filename ?? '', room = dirname(own), book = dirname(room)
`
/** Files of a workbook beside the exercise that is judged. */
const BESIDE: Record<string, string> = {
  '01-adding/total.ts': 'export const total = () => 1\n',
  '01-adding/notes/mine.md': 'what I have understood\n',
  '02-serving/ping.ts': 'export const buildApp = () => undefined\n',
}

async function judged(code: string) {
  const cwd = temporaryFolder('left')
  const book = join(cwd, 'workbook')
  mkdirSync(join(book, '.course/starters'), { recursive: true })
  const files = { ...BESIDE, '01-adding/add.ts': ADD + code }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(book, path)), { recursive: true })
    writeFileSync(join(book, path), text)
  }
  const { stdout, stderr } = await runCourse(['check', '1/add', '--json'], { cwd })
  const verdict = JSON.parse(stdout || JSON.stringify({ stderr }))
  const changed = Object.entries(files).filter(([path, text]) => {
    const file = join(book, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
  return { verdict, changed: changed.map(([path]) => path), book }
}

describe('code that damages files', () => {
  it.each([
    ['empties its own file', "fs.writeFileSync(own, '')", /emptied 01-adding.add\.ts\. It was put back/],
    ['deletes its own file', 'fs.rmSync(own)', /deleted 01-adding.add\.ts\. It was put back/],
    ['empties a neighbour', "fs.truncateSync(room + '/total.ts')", /emptied 01-adding.total\.ts/],
    ['deletes the folder of its day', 'fs.rmSync(room, { recursive: true })', /deleted 01-adding.*They were put back/],
    ['deletes the workbook', 'fs.rmSync(book, { recursive: true })', /deleted 4 files \(.*They were put back/],
    ['moves the folder of its day away', "fs.renameSync(room, room + '-moved')", /deleted 01-adding.*put back/],
    [
      'puts a folder in the place of a file',
      "fs.rmSync(room + '/total.ts'); fs.mkdirSync(room + '/total.ts')",
      /deleted 01-adding.total\.ts/,
    ],
  ])('%s: all is as before, and the verdict says so', async (_, code, says) => {
    const { verdict, changed } = await judged(OWN + code)
    expect(verdict).toMatchObject({ status: 'passed', notes: [expect.stringMatching(says)] })
    expect(changed).toEqual([])
  })

  it('leaves a file alone that was saved with other text meanwhile', async () => {
    const { verdict, book } = await judged(`${OWN}fs.writeFileSync(room + '/total.ts', 'newer')`)
    expect(verdict).not.toHaveProperty('notes')
    expect(readFileSync(join(book, '01-adding', 'total.ts'), 'utf8')).toBe('newer')
  })
})

describe.skipIf(process.platform !== 'linux')('processes that code leaves running', () => {
  /** Each sleeps for a time of its own, so that it can be told from all others. */
  const asleep = (seconds: string) =>
    readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && commandOf(pid).startsWith(`sleep\0${seconds}`) && !isDead(pid),
    )

  it.each([
    [
      'in a session of their own',
      (time: string) => `spawn('setsid', ['sleep', '${time}'], { stdio: 'ignore' }).unref()`,
    ],
    [
      'in a session and with an environment of their own',
      (time: string) =>
        `spawn('sleep', ['${time}'], { stdio: 'ignore', detached: true, env: { PATH: process.env.PATH } }).unref()`,
    ],
    [
      'whose parent has ended',
      (time: string) =>
        `spawn('setsid', ['sh', '-c', 'sleep ${time} & sleep ${time} & exit 0'], { stdio: 'ignore', env: { PATH: process.env.PATH } }).unref()`,
    ],
  ])('%s are ended', async (_, start) => {
    const time = `7${String(Math.random()).slice(2, 8)}`
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 150))'
    const { verdict } = await judged(`import { spawn } from 'node:child_process'\n${start(time)}\n${wait}\n`)
    expect(verdict).toMatchObject({ status: 'passed' })
    expect(asleep(time)).toEqual([])
  })
})

function commandOf(pid: string): string {
  return read(`/proc/${pid}/cmdline`)
}

function isDead(pid: string): boolean {
  return /\) [ZX] /.test(read(`/proc/${pid}/stat`)) || read(`/proc/${pid}/stat`) === ''
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
