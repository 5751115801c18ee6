import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, describe, expect, it } from 'vitest'
import { withDatabase } from '../../../src/services/mongodb/isolate.ts'
import { findDownloaded } from '../../../src/services/mongodb/mongod.ts'
import { mongodb } from '../../../src/services/mongodb/service.ts'
import type { RunningService } from '../../../src/services/service.ts'
import { temporaryFolder } from '../../fixtures/build.ts'

const packageRoot = join(import.meta.dirname, '../../..')
const running: RunningService[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

async function start(env: Record<string, string>): Promise<RunningService> {
  const service = await mongodb.start({ env, packageRoot })
  running.push(service)
  return service
}

async function names(url: string): Promise<string[]> {
  const client = await MongoClient.connect(url)
  try {
    await client.db().collection('things').insertOne({})
    const { databases } = await client.db().admin().listDatabases()
    return databases.map(({ name }) => name)
  } finally {
    await client.close()
  }
}

describe('The MongoDB service', () => {
  it('gives every run a database of its own, which goes when it is dropped', async () => {
    const service = await start({ COURSE_MONGODB: 'emulator' })
    expect(service).toMatchObject({
      how: 'emulator',
      cannot: expect.arrayContaining([expect.stringContaining('memory')]),
    })
    const [one, two] = await Promise.all([service.isolate(), service.isolate()])
    await names(one.url)
    expect(await names(two.url)).toHaveLength(2)
    await one.drop()
    expect(await names(two.url)).toHaveLength(1)
  })

  it('takes the address in MONGODB_URI, and leaves its other databases alone', async () => {
    const server = await start({ COURSE_MONGODB: 'emulator' })
    await names(`${server.url}mine`)
    const service = await start({ MONGODB_URI: server.url })
    expect(service).toMatchObject({ how: 'environment', label: expect.stringContaining('MONGODB_URI'), cannot: [] })
    const isolated = await service.isolate()
    expect(await names(isolated.url)).toHaveLength(2)
    await isolated.drop()
    expect(await names(`${server.url}mine`)).toEqual(['mine'])
  })

  it('says what to do when nobody answers at that address', async () => {
    const error = await mongodb
      .start({ env: { MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200' }, packageRoot })
      .catch((reason) => reason)
    expect(error.message).toContain('MONGODB_URI')
    expect(error.hint ?? error.next ?? JSON.stringify(error)).toContain('MONGODB_URI')
  })

  it('finds a server that mongodb-memory-server has downloaded', () => {
    const root = temporaryFolder('package')
    const folder = join(root, 'node_modules', '.cache', 'mongodb-memory-server')
    expect(findDownloaded({ MONGOMS_DOWNLOAD_DIR: folder }, root)).toBeUndefined()
    mkdirSync(folder, { recursive: true })
    for (const name of ['mongod-x64-ubuntu-7.0.9', 'mongod-x64-ubuntu-7.0.14', 'mongod.lock'])
      writeFileSync(join(folder, name), '')
    expect(findDownloaded({}, root)).toBe(join(folder, 'mongod-x64-ubuntu-7.0.14'))
  })

  it.each([
    ['mongodb://localhost:27017', 'mongodb://localhost:27017/db'],
    ['mongodb://a:1,b:2/shop?replicaSet=rs0', 'mongodb://a:1,b:2/db?replicaSet=rs0'],
    ['mongodb+srv://ann:pw@host/shop', 'mongodb+srv://ann:pw@host/db?authSource=shop'],
    ['mongodb://ann:pw@host/?authSource=users', 'mongodb://ann:pw@host/db?authSource=users'],
  ])('puts another database into %s', (address, expected) => {
    expect(withDatabase(address, 'db')).toBe(expected)
  })
})
