/** Exercises that ask for a database, through the real command line. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { findPackage } from '../../src/services/postgres/binaries.ts'
import { postgres } from '../../src/services/postgres/service.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'

const COURSE = join(import.meta.dirname, '../fixtures/service-course')
const ROOM = '01-keeping'
const hasEmbedded = findPackage(join(import.meta.dirname, '../..')) !== undefined

/** A workbook with these files; without them, with the reference solutions. */
function workbookWith(files?: Record<string, string>): string {
  const cwd = temporaryFolder('cwd')
  const room = join(cwd, 'workbook', ROOM)
  mkdirSync(room, { recursive: true })
  mkdirSync(join(cwd, 'workbook', '.course'))
  writeFileSync(join(cwd, 'workbook', 'package.json'), '{ "type": "module" }')
  if (!files) cpSync(join(COURSE, 'solutions', ROOM), room, { recursive: true })
  for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(room, name), text)
  return cwd
}

const check = (cwd: string, args: string[], env: Record<string, string> = {}, timeout = 30_000) =>
  runCourse(['check', ...args], { cwd, timeout, env: { COURSE_COURSE: COURSE, ...env } })

describe.skipIf(!hasEmbedded)('an exercise that asks for PostgreSQL', () => {
  it('is judged on one, and the verdict says on which', async () => {
    const cwd = workbookWith()
    const { code, stdout } = await check(cwd, ['1/notes', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'passed',
      services: [{ name: 'postgres', label: expect.stringMatching(/^PostgreSQL/), how: 'embedded' }],
    })
    expect(code).toBe(0)
    expect((await check(cwd, ['1/notes'])).stdout).toMatch(/Judged on PostgreSQL [\d.]+ \(embedded\)\./)
  })

  it('has its address in the process of a server, too', async () => {
    const { stdout } = await check(workbookWith(), ['1/note-server', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ status: 'passed' })
  })

  it('finds an empty database at every run', async () => {
    const cwd = workbookWith({ 'notes.ts': LEAVES_A_TABLE })
    for (let run = 0; run < 2; run += 1) {
      const { stdout } = await check(cwd, ['1/notes', '--json'])
      expect(JSON.parse(stdout).checks[0]).toMatchObject({ expected: "[ 'a', 'b' ]", received: '[]' })
    }
  })

  it('is judged on the server of DATABASE_URL where there is one', async () => {
    const { code, stderr } = await check(workbookWith(), ['1/notes'], { DATABASE_URL: 'postgres://127.0.0.1:1/none' })
    expect(stderr).toMatch(/DATABASE_URL[\s\S]*unset DATABASE_URL/)
    expect(code).toBe(2)
  })

  it('leaves nothing on the server of DATABASE_URL', async () => {
    const theirs = await postgres.start({ env: {}, packageRoot: join(import.meta.dirname, '../..') })
    try {
      const { stdout } = await check(workbookWith(), ['1', '--json'], { DATABASE_URL: theirs.url })
      expect(JSON.parse(stdout)).toMatchObject([{ services: [{ how: 'environment' }] }, { status: 'passed' }])
      const client = new Client({ connectionString: theirs.url })
      await client.connect()
      const { rows } = await client.query("select datname from pg_database where datname like 'course_run%'")
      await client.end()
      expect(rows).toEqual([])
    } finally {
      await theirs.stop()
    }
  })

  it('leaves no server running, also when its own code kills everything it can', async () => {
    const cwd = workbookWith({ 'notes.ts': `${TELLS_ITS_ADDRESS}\nprocess.kill(process.pid, 'SIGKILL')\n` })
    const { stdout } = await check(cwd, ['1/notes', '--json'], { TELL: join(cwd, 'address') })
    expect(JSON.parse(stdout)).toMatchObject({ status: 'crashed' })
    await expect(connect(readFileSync(join(cwd, 'address'), 'utf8'))).rejects.toThrow(/ECONNREFUSED/)
  })

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves no server running when %s ends a watch', async (signal) => {
    const cwd = workbookWith({ 'notes.ts': TELLS_ITS_ADDRESS })
    const told = join(cwd, 'address')
    const child = spawn(process.execPath, [COURSE_BIN, 'watch', '1/notes'], {
      cwd,
      env: courseEnv({ COURSE_COURSE: COURSE, TELL: told }),
    })
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.stdout.resume()
    await expect.poll(() => existsSync(told), { timeout: 20_000 }).toBe(true)
    child.kill(signal)
    await ended
    const refused = () => connect(readFileSync(told, 'utf8')).then(String, String)
    await expect.poll(refused, { timeout: 5000 }).toMatch(/ECONNREFUSED/)
  })

  it('is proved by its author', async () => {
    const { code, stdout } = await runCourse(['author', 'check', '1'], { env: { COURSE_COURSE: COURSE } })
    expect(stdout).toMatch(/2 exercises, 2 wrong answers: proved/)
    expect(code).toBe(0)
  })

  it('may have demos that use one', async () => {
    const { stdout } = await runCourse(['demo', '1'], { env: { COURSE_COURSE: COURSE } })
    expect(stdout).toContain('tables: 0')
  })
})

it('judged on PGlite says so, in the verdict and in the record', async () => {
  const cwd = workbookWith()
  const { stdout } = await check(cwd, ['1/notes'], { COURSE_POSTGRES: 'pglite' }, 100_000)
  expect(stdout).toMatch(/Judged on PGlite .*What it cannot show/)
  expect(stdout).toMatch(/Passed/)
  const { events } = JSON.parse(readFileSync(join(cwd, 'workbook', 'progress.json'), 'utf8'))
  expect(events.at(-1)).toMatchObject({ type: 'attempt', status: 'passed', emulated: ['postgres'] })
}, 120_000)

it('asking for a service that this version cannot start ends with what to do', async () => {
  const course = copyFixture('service-course')
  const lesson = join(course, 'lessons', ROOM, 'lesson.md')
  writeFileSync(lesson, readFileSync(lesson, 'utf8').replaceAll('services: [postgres]', 'services: [smtp]'))
  const { code, stderr } = await runCourse(['check', '1/notes'], { env: { COURSE_COURSE: course } })
  expect(stderr).toMatch(/needs smtp[\s\S]*update the course/)
  expect(code).toBe(2)
})

const LEAVES_A_TABLE = `import type { Client } from 'pg'

export async function keepNotes(client: Client, notes: string[]): Promise<string[]> {
  await client.query('create table left_behind (text text)')
  return []
}
`

const TELLS_ITS_ADDRESS = `import { writeFileSync } from 'node:fs'

export const keepNotes = async () => []
writeFileSync(process.env.TELL ?? '', process.env.DATABASE_URL ?? '')
`

async function connect(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  await client.connect()
  await client.end()
  return 'it answers'
}
