import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPackage } from '../../src/services/postgres/binaries.ts'
import { postgresReplica } from '../../src/services/postgres-replica/service.ts'
import type { IsolatedDatabase, RunningService } from '../../src/services/service.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const packageRoot = join(import.meta.dirname, '../..')

async function query(url: string | undefined, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url ?? '', connectionTimeoutMillis: 3000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const primaryOf = (database: IsolatedDatabase) => database.env?.['PRIMARY_URL']
const atPostgres = (url: string) => Object.assign(new URL(url), { pathname: '/postgres' }).href

describe.skipIf(findPackage(packageRoot) === undefined)('a PostgreSQL with a replica', () => {
  let service: RunningService

  beforeAll(async () => {
    const cache = temporaryFolder('cache')
    chmodSync(cache, 0o755)
    service = await postgresReplica.start({ env: { DATABASE_URL: 'postgres://127.0.0.1:1/none' }, packageRoot, cache })
  }, 120_000)

  afterAll(() => service?.stop())

  it('says what it is, whatever DATABASE_URL says', () => {
    expect(service).toMatchObject({ how: 'embedded', cannot: [] })
    expect(service.label).toMatch(/^PostgreSQL \d+\.\d+ and a replica of it \(embedded\)$/)
  })

  it('gives each run a database that its replica has, too', async () => {
    const database = await service.isolate()
    expect(await query(database.url, 'SELECT pg_is_in_recovery() AS it')).toEqual([{ it: true }])
    expect(await query(primaryOf(database), 'SELECT pg_is_in_recovery() AS it')).toEqual([{ it: false }])
    await database.drop()
    await expect(query(primaryOf(database), 'SELECT 1')).rejects.toThrow(/does not exist/)
  })

  it('repeats what was written, and the learner may stop that and let it go on', { timeout: 60_000 }, async () => {
    const database = await service.isolate()
    await query(primaryOf(database), 'CREATE TABLE notes (id integer)')
    const sees = async () => (await query(database.url, "SELECT to_regclass('later') AS later"))[0]?.['later']
    await expect.poll(() => query(database.url, "SELECT to_regclass('notes') AS it")).toEqual([{ it: 'notes' }])
    await query(atPostgres(database.url), 'SELECT pg_wal_replay_pause()')
    await query(primaryOf(database), 'CREATE TABLE later (id integer)')
    expect(await sees()).toBe(null)
    await query(atPostgres(database.url), 'SELECT pg_wal_replay_resume()')
    await expect.poll(sees).toBe('later')
    await database.drop()
  })

  it('is not stopped for a run by another that stops its replay', { timeout: 120_000 }, async () => {
    const [one, other] = await Promise.all([service.isolate(), service.isolate()])
    await query(atPostgres(one.url), 'SELECT pg_wal_replay_pause()')
    await query(primaryOf(other), 'CREATE TABLE notes (id integer)')
    await expect.poll(() => query(other.url, "SELECT to_regclass('notes') AS it")).toEqual([{ it: 'notes' }])
    // The replay goes on for the next.
    await Promise.all([one.drop(), other.drop()])
    const next = await service.isolate()
    await query(primaryOf(next), 'CREATE TABLE notes (id integer)')
    await expect.poll(() => query(next.url, "SELECT to_regclass('notes') AS it")).toEqual([{ it: 'notes' }])
    await next.drop()
  })
})
