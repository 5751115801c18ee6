/** Exercises that ask for a database, through the real command line. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { findPackage } from '../../src/services/postgres/binaries.ts'
import { postgres } from '../../src/services/postgres/service.ts'
import { redis } from '../../src/services/redis/service.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'

const COURSE = join(import.meta.dirname, '../fixtures/service-course')
const ROOM = '01-keeping'
const REPOSITORY = join(import.meta.dirname, '../..')
const hasEmbedded = findPackage(REPOSITORY) !== undefined

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

/** On a machine that is too busy to tell there is no verdict yet, so it is asked for again. */
const LOOKS = 4

async function check(cwd: string, args: string[], env: Record<string, string | undefined> = {}, timeout = 30_000) {
  const look = () => runCourse(['check', ...args], { cwd, timeout, env: { COURSE_COURSE: COURSE, ...env } })
  let ran = await look()
  for (let time = 1; time < LOOKS && ran.stdout.includes('"inconclusive"'); time += 1) ran = await look()
  return ran
}

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
    const theirs = await postgres.start({ env: {}, packageRoot: REPOSITORY })
    try {
      const { stdout } = await check(workbookWith(), ['1', '--json'], { DATABASE_URL: theirs.url })
      expect(JSON.parse(stdout).results).toMatchObject([
        { services: [{ how: 'environment' }] },
        ...Array.from({ length: 6 }, () => ({ status: 'passed' })),
      ])
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
    await expect.poll(() => existsSync(told), { timeout: 60_000 }).toBe(true)
    child.kill(signal)
    await ended
    const refused = () => connect(readFileSync(told, 'utf8')).then(String, String)
    await expect.poll(refused, { timeout: 30_000 }).toMatch(/ECONNREFUSED/)
  })

  it('is proved by its author', async () => {
    const options = { env: { COURSE_COURSE: COURSE }, timeout: 170_000 }
    const { code, stdout } = await runCourse(['author', 'check', '1'], options)
    expect(stdout).toMatch(/7 exercises, 7 wrong answers: proved/)
    expect(code).toBe(0)
  }, 180_000)

  it('may have demos that use one', async () => {
    const { stdout } = await runCourse(['demo', '1'], { env: { COURSE_COURSE: COURSE } })
    expect(stdout).toContain('tables: 0')
  })
})

describe('an exercise that asks for SMTP', () => {
  it('is judged on a real server, whose mails its checks read', async () => {
    const { code, stdout } = await check(workbookWith(), ['1/letter', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'passed',
      services: [{ name: 'smtp', label: expect.stringMatching(/^smtp-server \d/), how: 'embedded' }],
    })
    expect(code).toBe(0)
  })

  it('never sends to the address in SMTP_URL', async () => {
    const theirs = createServer((socket) => socket.end('554 nothing from here, please\r\n'))
    let connections = 0
    theirs.on('connection', () => {
      connections += 1
    })
    await new Promise<void>((resolve) => theirs.listen(0, '127.0.0.1', resolve))
    const { port } = theirs.address() as AddressInfo
    const { stdout } = await check(workbookWith(), ['1/letter', '--json'], { SMTP_URL: `smtp://127.0.0.1:${port}` })
    await new Promise((resolve) => theirs.close(resolve))
    expect(JSON.parse(stdout)).toMatchObject({ status: 'passed' })
    expect(connections).toBe(0)
  })

  it('is told that no mail came', async () => {
    const cwd = workbookWith({ 'letter.ts': 'export async function sendLetter() {}\n' })
    const { stdout } = await check(cwd, ['1/letter', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      checks: [{ message: 'no mail to ada@mill.example within 1.5 s' }],
    })
  })
})

describe('an exercise that asks for an OpenID provider', () => {
  it('is judged on a real one, which its checks run', async () => {
    const { code, stdout } = await check(workbookWith(), ['1/door', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'passed',
      services: [{ name: 'oauth', label: expect.stringMatching(/^oidc-provider \d/), how: 'embedded' }],
    })
    expect(code).toBe(0)
  })

  it('never asks the provider in OAUTH_ISSUER', async () => {
    const { stdout } = await check(workbookWith(), ['1/door', '--json'], { OAUTH_ISSUER: 'http://127.0.0.1:1' })
    expect(JSON.parse(stdout)).toMatchObject({ status: 'passed' })
  })
})

describe('an exercise that asks for Redis', () => {
  it('is judged on a stand-in where there is no other, and the verdict says so', async () => {
    const { code, stdout } = await check(workbookWith(), ['1/tally', '--json'], { COURSE_REDIS: 'emulator' })
    const cannot = expect.stringMatching(/^Judged on js-redis-server 0.3.0.*What it cannot show: durability/)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'passed',
      notes: [cannot],
      services: [{ name: 'redis', how: 'emulator' }],
    })
    expect(code).toBe(0)
  })

  it('is judged on the server of REDIS_URL, where it leaves nothing', async () => {
    const theirs = await redis.start({ env: { COURSE_REDIS: 'emulator' }, packageRoot: REPOSITORY })
    try {
      const { stdout } = await check(workbookWith(), ['1/tally', '--json'], {
        REDIS_URL: theirs.url,
        COURSE_REDIS: undefined,
      })
      expect(JSON.parse(stdout)).toMatchObject({ status: 'passed', services: [{ how: 'environment' }] })
      const client = new Redis(theirs.url)
      expect(await client.info('keyspace')).not.toMatch(/^db/m)
      client.disconnect()
    } finally {
      await theirs.stop()
    }
  })

  it('whose code waits for a frozen server for ever fails', async () => {
    const cwd = workbookWith({ 'tally.ts': WAITS })
    const { stdout } = await check(cwd, ['1/tally', '--json'], { COURSE_REDIS: 'emulator' })
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      checks: [{ status: 'passed' }, { received: "'still waits'" }],
    })
  })
})

const WAITS = `import { Redis } from 'ioredis'

export function openTally(url: string) {
  const redis = new Redis(url)
  return { add: (name: string) => redis.hincrby('tally', name, 1), close: () => redis.disconnect() }
}
`

describe('an exercise that asks for an object store', () => {
  it('is judged on ours, and the verdict and the record say so', async () => {
    const cwd = workbookWith()
    const { code, stdout } = await check(cwd, ['1/shelf', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'passed',
      services: [{ name: 's3', label: expect.stringMatching(/of ours/), how: 'emulator' }],
    })
    expect(code).toBe(0)
    expect((await check(cwd, ['1/shelf'])).stdout).toMatch(/Judged on a server of ours that speaks S3\./)
  })

  it('has bucket and keys in the process of a server, too, where nothing of the SDK reaches the learner', async () => {
    const { stdout } = await check(workbookWith(), ['1/shelf-server', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ status: 'passed' })
  })

  it('never asks the store, the account or the files of the environment', async () => {
    const env = {
      S3_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PROFILE: 'x',
    }
    const { stdout } = await check(workbookWith(), ['1/shelf', '--json'], { ...env, AWS_ACCESS_KEY_ID: 'AKIATHEIRS' })
    expect(JSON.parse(stdout)).toMatchObject({ status: 'passed' })
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
  writeFileSync(lesson, readFileSync(lesson, 'utf8').replaceAll('services: [postgres]', 'services: [nginx]'))
  const { code, stderr } = await runCourse(['check', '1/notes'], { env: { COURSE_COURSE: course } })
  expect(stderr).toMatch(/needs nginx[\s\S]*update the course/)
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
