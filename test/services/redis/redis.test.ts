import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { findProgram } from '../../../src/services/find-program.ts'
import { PROGRAMS } from '../../../src/services/redis/server.ts'
import { redis } from '../../../src/services/redis/service.ts'
import type { RunningService, StartOptions } from '../../../src/services/service.ts'
import { temporaryFolder } from '../../fixtures/build.ts'

const packageRoot = join(import.meta.dirname, '../../..')
const PATH = process.env['PATH'] ?? ''
const hasServer = PROGRAMS.some((name) => findProgram(name, { PATH }) !== undefined)

const running: RunningService[] = []
const clients: Redis[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

async function start(options: Partial<StartOptions> = {}): Promise<RunningService> {
  const service = await redis.start({ env: {}, packageRoot, ...options })
  running.push(service)
  return service
}

function connect(url: string): Redis {
  const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, commandTimeout: 10_000 })
  client.on('error', () => undefined)
  clients.push(client)
  return client
}

const answers = (url: string) => connect(url).ping().then(String, String)

describe.each([
  { choice: 'emulator', how: 'emulator', label: /^js-redis-server 0\.3\.0, a stand-in for Redis$/, isHere: true },
  { choice: 'server', how: 'program', label: /^(Redis|Valkey) \d+\.\d+\.\d+$/, isHere: hasServer },
])('Redis by $choice', ({ choice, how, label, isHere }) => {
  const env = { PATH, COURSE_REDIS: choice }

  describe.skipIf(!isHere)('', () => {
    it('answers, and says what it is and what it cannot show', async () => {
      const service = await start({ env })
      expect(service).toMatchObject({ how, label: expect.stringMatching(label) })
      expect(service.cannot.length > 0).toBe(how === 'emulator')
      expect(await connect(service.url).set('a', '1')).toBe('OK')
    })

    it('gives every run an empty server with 16 databases, which is gone after it', async () => {
      const service = await start({ env })
      const [one, two] = await Promise.all([service.isolate(), service.isolate()])
      const [first, second] = [connect(one.url), connect(two.url)]
      await first.set('a', '1')
      await first.select(15)
      await first.flushall()
      await second.set('b', '2')
      expect(await second.dbsize()).toBe(1)
      await one.drop()
      expect(await answers(one.url)).toMatch(/ECONNREFUSED|closed/)
      expect(await second.get('b')).toBe('2')
      await one.drop()
    })

    it('keeps messages and scripts of a run to itself', async () => {
      const service = await start({ env })
      const [one, two] = await Promise.all([service.isolate(), service.isolate()])
      const heard: string[] = []
      const listener = connect(one.url).on('message', (_channel, text) => heard.push(text))
      await listener.subscribe('news')
      expect(await connect(two.url).publish('news', 'theirs')).toBe(0)
      expect(await connect(one.url).publish('news', 'ours')).toBe(1)
      await expect.poll(() => heard).toEqual(['ours'])
      const sha = String(await connect(one.url).script('LOAD', 'return 1'))
      expect(await connect(two.url).script('EXISTS', sha)).toEqual([0])
    })

    it('is like 7.0: what is newer it does not know', async () => {
      const { url } = await start({ env })
      const client = connect(url)
      await client.hset('cart', { flour: 1 })
      const answer = client.call('HEXPIRE', 'cart', '10', 'FIELDS', '1', 'flour')
      if (how === 'emulator') await expect(answer).rejects.toThrow(/unknown command/)
      await answer.catch(() => undefined)
      expect(await client.info('server')).toContain('redis_version:')
    })

    it('does not hold small answers back', async () => {
      const client = connect((await start({ env })).url)
      await client.ping()
      const began = performance.now()
      for (let turn = 0; turn < 25; turn += 1) await client.pipeline().incr('a').incr('a').exec()
      // With Nagle's algorithm each of them takes 40 ms.
      expect(performance.now() - began).toBeLessThan(25 * 30)
    })

    it('runs twice at once', async () => {
      const [one, two] = await Promise.all([start({ env }), start({ env })])
      await connect(one.url).set('a', '1')
      expect(await connect(two.url).dbsize()).toBe(0)
    })

    it('is gone with its data after stop', async () => {
      const tmp = temporaryFolder('tmp')
      const service = await start({ env, tmp })
      const { url } = await service.isolate()
      await service.isolate()
      await service.stop()
      expect(await answers(url)).toMatch(/ECONNREFUSED|closed/)
      await expect.poll(() => readdirSync(tmp), { timeout: 30_000 }).toEqual([])
    })

    it.skipIf(process.platform === 'win32')('is gone when the process that started it is killed', async () => {
      const tmp = temporaryFolder('tmp')
      const url = await startInAProcessAndKillIt({ env, packageRoot, tmp })
      await expect.poll(() => answers(url), { timeout: 30_000 }).toMatch(/ECONNREFUSED|closed/)
      await expect.poll(() => readdirSync(tmp), { timeout: 30_000 }).toEqual([])
    })

    it('starts anew for the next run where a run has ended it', async () => {
      const service = await start({ env })
      const { url } = await service.isolate()
      if (how === 'emulator') return
      await connect(url)
        .call('SHUTDOWN', 'NOSAVE')
        .catch(() => undefined)
      expect(await answers((await service.isolate()).url)).toBe('PONG')
    })
  })
})

/** Gives the address of the server that it leaves without a parent. */
async function startInAProcessAndKillIt(options: StartOptions): Promise<string> {
  const service = pathToFileURL(join(packageRoot, 'src/services/redis/service.ts')).href
  const code = `import { redis } from '${service}'
    const { url } = await redis.start(${JSON.stringify(options)})
    process.stdout.write(url + '\\n')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())))
  expect(await answers(url)).toBe('PONG')
  child.kill('SIGKILL')
  return url
}

describe('which Redis it is', () => {
  it('is the stand-in where this machine has none', async () => {
    expect(await start({ env: { PATH: temporaryFolder('empty') } })).toMatchObject({ how: 'emulator' })
  })

  it.skipIf(!hasServer)('is the server of this machine where there is one', async () => {
    expect(await start({ env: { PATH } })).toMatchObject({ how: 'program', cannot: [] })
  })

  it('is none where the asked for is missing, and says why', async () => {
    const env = { PATH: temporaryFolder('empty'), COURSE_REDIS: 'server' }
    await expect(redis.start({ env, packageRoot })).rejects.toMatchObject({
      name: 'Problem',
      message: expect.stringMatching(/no redis-server and no valkey-server on the PATH/),
      hint: expect.stringContaining('REDIS_URL'),
    })
  })
})

describe('REDIS_URL', () => {
  it('comes first: runs get empty databases of that server, and leave it as it was', async () => {
    const { url: theirs, mine } = await learnersOwn()
    const service = await start({ env: { REDIS_URL: theirs } })
    expect(service).toMatchObject({ how: 'environment', label: expect.stringMatching(/\(REDIS_URL\)$/), cannot: [] })
    const runs = await Promise.all([service.isolate(), service.isolate(), service.isolate()])
    expect(runs.map(({ url }) => new URL(url).pathname).sort()).toEqual(['/12', '/13', '/14'])
    for (const { url } of runs) await connect(url).set('left', 'behind')
    for (const { drop } of runs) await drop()
    expect(await connect((await service.isolate()).url).dbsize()).toBe(0)
    await service.stop()
    expect(await contents(mine)).toEqual({ 0: ['mine'], 15: ['theirs'] })
  })

  it('gives two processes different databases, and takes one back that a killed process had', async () => {
    const { url: theirs, mine } = await learnersOwn()
    const [one, two] = await Promise.all([0, 1].map(() => start({ env: { REDIS_URL: theirs } })))
    const runs = [await one?.isolate(), await two?.isolate()]
    expect(new Set(runs.map((run) => run?.url)).size).toBe(2)
    await mine.hset('course:databases', '12', 'killed 1000')
    await mine.select(12)
    await mine.set('left', 'behind')
    const third = await one?.isolate()
    expect(third?.url).toBe(`${theirs}/12`)
    expect(await connect(third?.url ?? '').dbsize()).toBe(0)
  })

  it('refuses a run rather than to empty a database that is in use', async () => {
    const { url: theirs, mine } = await learnersOwn()
    for (let number = 1; number < 16; number += 1) {
      await mine.select(number)
      await mine.set('mine', 'too')
    }
    const service = await start({ env: { REDIS_URL: theirs } })
    await expect(service.isolate()).rejects.toMatchObject({
      message: expect.stringContaining('no empty database left'),
      hint: expect.stringContaining('Without REDIS_URL'),
    })
    await service.stop()
    expect(Object.keys(await contents(mine))).toHaveLength(16)
  })

  it.each([
    ['redis://127.0.0.1:1', /does not answer.*ECONNREFUSED/],
    ['rediss://127.0.0.1:6380', /cannot be used/],
    ['localhost:6379', /cannot be used/],
    ['/tmp/redis.sock', /cannot be used/],
  ])('is told apart where it leads nowhere: %s', async (REDIS_URL, message) => {
    await expect(start({ env: { REDIS_URL } })).rejects.toMatchObject({
      name: 'Problem',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('Without REDIS_URL'),
    })
  })

  it('may be a server that stops answering: the run ends, and does not wait for ever', async () => {
    const { url: theirs } = await learnersOwn()
    const service = await start({ env: { REDIS_URL: theirs } })
    await running.shift()?.stop()
    await sleep(50)
    await expect(service.isolate()).rejects.toThrow()
  })
})

/** A server with keys of its owner's in the first and the last database. */
async function learnersOwn(): Promise<{ url: string; mine: Redis }> {
  const { url } = await start({ env: { PATH, ...(hasServer ? {} : { COURSE_REDIS: 'emulator' }) } })
  const mine = connect(url)
  await mine.set('mine', '1')
  await mine.select(15)
  await mine.set('theirs', '1')
  await mine.select(0)
  return { url, mine }
}

/** The keys of every database that has some. */
async function contents(client: Redis): Promise<Record<number, string[]>> {
  const found: Record<number, string[]> = {}
  for (let number = 0; number < 16; number += 1) {
    await client.select(number)
    const keys = await client.keys('*')
    if (keys.length > 0) found[number] = keys
  }
  return found
}
