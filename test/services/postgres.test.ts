import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { findPackage, readyBinaries } from '../../src/services/postgres/binaries.ts'
import { postgres } from '../../src/services/postgres/service.ts'
import type { RunningService, StartOptions } from '../../src/services/service.ts'
import { loadService } from '../../src/services/start.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const packageRoot = join(import.meta.dirname, '../..')
const running: RunningService[] = []
/** Shared: it is the first start that takes long. */
const cache = openFolder('cache')

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

async function start(options: Partial<StartOptions> = {}): Promise<RunningService> {
  const service = await postgres.start({ env: {}, packageRoot, cache, ...options })
  running.push(service)
  return service
}

/** Open to other users: as root, the server is one of them. They may write to `tmp`, as in the system's own. */
function openFolder(name: 'cache' | 'tmp'): string {
  const folder = temporaryFolder(name)
  chmodSync(folder, name === 'tmp' ? 0o1777 : 0o755)
  return folder
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const DATABASES = "select datname from pg_database where datname like 'course_run_%'"

describe.skipIf(findPackage(packageRoot) === undefined)('the embedded server', () => {
  it('is a real PostgreSQL, and says which', async () => {
    const service = await start()
    expect(service).toMatchObject({
      how: 'embedded',
      label: expect.stringMatching(/^PostgreSQL \d+\.\d+ \(embedded\)$/),
    })
    expect(service.cannot).toEqual([])
    expect(await query(service.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('gives every run an empty database, which is gone after it', async () => {
    const service = await start()
    const first = await service.isolate()
    await query(first.url, 'create table notes (text text)')
    const second = await service.isolate()
    expect(await query(second.url, "select to_regclass('notes') as found")).toEqual([{ found: null }])
    await Promise.all([first.drop(), second.drop()])
    await expect(query(first.url, 'select 1')).rejects.toThrow(/does not exist/)
  })

  it('gives two runs that begin at once a database each, also when one was made in advance', async () => {
    const service = await start()
    for (const earlier of [await service.isolate(), await service.isolate()]) await earlier.drop()
    const both = await Promise.all([service.isolate(), service.isolate()])
    expect(new Set(both.map(({ url }) => url)).size).toBe(2)
  })

  it('drops a database that somebody still uses', async () => {
    const service = await start()
    const { url, drop } = await service.isolate()
    const client = new Client({ connectionString: url })
    const ended = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await drop()
    expect(String(await ended)).toMatch(/terminat/)
  })

  it('lets the learner own a database, and nothing of the server', async () => {
    const service = await start()
    const { url } = await service.isolate()
    await query(url, 'create schema shop; create table shop.items (id int primary key); create extension pgcrypto')
    await expect(query(url, "copy (select 1) to program 'true'")).rejects.toThrow(/permission denied/)
  })

  it('runs as often as it is started, apart from the others', async () => {
    const [one, two] = await Promise.all([start(), start()])
    expect(one?.url).not.toBe(two?.url)
    await query((await one.isolate()).url, 'create table here (id int)')
    expect(await query(two.url, DATABASES)).toEqual([])
  })

  it('starts again on what an earlier start made, and makes it anew when it is damaged', async () => {
    const cache = openFolder('cache')
    await (await start({ cache })).stop()
    const [home = ''] = readdirSync(cache)
    const template = join(cache, home, 'template.tar')
    expect(statSync(template).size).toBeGreaterThan(1e6)
    await (await start({ cache })).stop()
    writeFileSync(template, 'no archive')
    expect(await query((await start({ cache })).url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('needs no cache', async () => {
    const { cache: _none, ...options }: StartOptions = { env: {}, packageRoot }
    const service = await postgres.start(options)
    running.push(service)
    expect(await query(service.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is gone with its data after stop', async () => {
    const tmp = openFolder('tmp')
    const service = await start({ tmp })
    expect(readdirSync(tmp)).toHaveLength(1)
    await service.stop()
    await expect(query(service.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    await expect.poll(() => readdirSync(tmp), { timeout: 30_000 }).toEqual([])
  })

  it.skipIf(process.platform === 'win32')(
    'is gone with its data when the process that started it is killed',
    async () => {
      const tmp = openFolder('tmp')
      const url = await startInAProcessAndKillIt(tmp)
      await expect.poll(() => readdirSync(tmp), { timeout: 30_000 }).toEqual([])
      await expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    },
  )

  it.skipIf(process.getuid?.() !== 0)('is another user than root', async () => {
    const tmp = openFolder('tmp')
    await start({ tmp })
    const [folder = ''] = readdirSync(tmp)
    const [pid] = readFileSync(join(tmp, folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\t0\t/m)
  })
})

/** Gives the address of the server that it leaves without a parent. */
async function startInAProcessAndKillIt(tmp: string): Promise<string> {
  const service = pathToFileURL(join(packageRoot, 'src/services/postgres/service.ts')).href
  const options = JSON.stringify({ env: {}, packageRoot, tmp })
  const code = `import { postgres } from '${service}'
    const { url } = await postgres.start(${options})
    process.stdout.write(url + '\\n')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())))
  await query(url, 'select 1')
  child.kill('SIGKILL')
  return url
}

describe('programs from npm', () => {
  it('get the links that a blocked install script did not make', () => {
    const folder = fakePackage()
    const found = readyBinaries({ folder, version: '1.0.0' }, undefined, false)
    expect(readFileSync(join(folder, 'native/lib/libx.so'), 'utf8')).toBe('library')
    expect(found.postgres).toContain(join(folder, 'native', 'bin', 'postgres'))
  })

  it.skipIf(process.platform === 'win32')('are copied where the user of the server may look', () => {
    const folder = fakePackage()
    chmodSync(folder, 0o700)
    const home = openFolder('cache')
    const found = readyBinaries({ folder, version: '1.0.0' }, home, true)
    expect(found.postgres.startsWith(home)).toBe(true)
    expect(readFileSync(join(home, 'programs/lib/libx.so'), 'utf8')).toBe('library')
    expect(existsSync(join(folder, 'native/lib/libx.so'))).toBe(false)
  })
})

function fakePackage(): string {
  const folder = temporaryFolder('package')
  for (const name of ['bin', 'lib']) mkdirSync(join(folder, 'native', name), { recursive: true })
  writeFileSync(join(folder, 'native/bin/postgres'), '')
  writeFileSync(join(folder, 'native/lib/libx.so.1'), 'library')
  const link = { source: 'native/lib/libx.so.1', target: 'native/lib/libx.so' }
  writeFileSync(join(folder, 'native/pg-symlinks.json'), JSON.stringify([link]))
  return folder
}

describe('DATABASE_URL', () => {
  it.skipIf(findPackage(packageRoot) === undefined)('comes first, and gets back all that runs made there', async () => {
    const theirs = await start()
    const service = await start({ env: { DATABASE_URL: theirs.url } })
    expect(service).toMatchObject({ how: 'environment', label: expect.stringContaining('(DATABASE_URL)'), cannot: [] })
    for (let run = 0; run < 3; run += 1) {
      const { url, drop } = await service.isolate()
      await query(url, 'create table notes (text text)')
      await drop()
    }
    await service.stop()
    expect(await query(theirs.url, DATABASES)).toEqual([])
  })

  it('that nobody answers is the problem of whoever set it', async () => {
    const start = postgres.start({ env: { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/db' }, packageRoot })
    await expect(start).rejects.toMatchObject({ name: 'Problem', hint: expect.stringContaining('unset DATABASE_URL') })
    await expect(start).rejects.not.toThrow(/secret/)
  })
})

describe('PGlite', () => {
  it('stands in, with one session for all and a database for each run', async () => {
    const service = await start({ env: { COURSE_POSTGRES: 'pglite' } })
    expect(service).toMatchObject({ how: 'emulator', label: expect.stringContaining('PGlite') })
    expect(service.cannot.length).toBeGreaterThan(0)
    const { url, drop } = await service.isolate()
    const [one, two] = [new Client({ connectionString: url }), new Client({ connectionString: url })]
    await Promise.all([one.connect(), two.connect()])
    await one.query('create table notes (text text)')
    await one.query('begin')
    await one.query("insert into notes values ('a')")
    const seen = two.query('select count(*)::int as count from notes')
    await one.query('rollback')
    expect((await seen).rows).toEqual([{ count: 0 }])
    await Promise.all([one.end(), two.end(), drop()])
    const next = await service.isolate()
    expect(await query(next.url, "select to_regclass('notes') as found")).toEqual([{ found: null }])
  }, 60_000)
})

describe('a service that this version does not have', () => {
  it('is a problem with a hint, and no crash', async () => {
    await expect(loadService('nginx')).rejects.toMatchObject({
      name: 'Problem',
      hint: expect.stringContaining('update'),
    })
  })
})
