// Ten requests for a product whose key has just run out, and a database that does three queries at once. Drawn three times.
// Look for: the queries under way without a lock, with one, and with an old value; and how long the last request waits.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Change, draw, type Part, type Picture, type Tone } from 'backend-workbook/picture'
import { Redis } from 'ioredis'

type Entry = { cents: number; freshUntil: number }
type Read = (who: string) => Promise<Entry>
const [REQUESTS, POOL, KEY, LOCK] = [10, 3, 'product:42', 'lock:42']
const UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
const parts: Part[] = [
  { id: 'redis', title: 'Redis', at: [0, 0] },
  { id: 'value', title: KEY, inside: 'redis', at: [0, 0] },
  { id: 'lock', title: LOCK, inside: 'redis', at: [0, 1] },
  { id: 'requests', title: 'Requests that wait', kind: 'tank', at: [1, 0] },
  { id: 'database', title: `Database, ${POOL} at once`, kind: 'tank', limit: POOL, at: [2, 0] },
  { id: 'clients', title: 'Clients', at: [1, 1] },
]
const redis = new Redis(process.env['REDIS_URL'] ?? '')
const queue: (() => void)[] = []
let [cents, underWay] = [420, 0]
let picture: Picture

/** A query takes 60 ms. Before that it waits for one of the connections of the pool. */
async function findPrice(who: string): Promise<number> {
  const level = { database: ++underWay }
  const how: Change = underWay > POOL ? { what: 'must wait', tone: 'bad' } : { what: 'query', tone: 'good' }
  picture.step(`${who} asks the database: ${underWay} under way`, { move: ['requests', 'database'], level, ...how })
  if (underWay > POOL) await new Promise<void>((resolve) => queue.push(resolve))
  await sleep(60)
  underWay -= 1
  queue.shift()?.()
  return cents
}

const get = async (): Promise<Entry | null> => JSON.parse((await redis.get(KEY)) ?? 'null')

async function loadAndStore(who: string): Promise<Entry> {
  const entry: Entry = { cents: await findPrice(who), freshUntil: Date.now() + 10_000 }
  await redis.set(KEY, JSON.stringify(entry), 'PX', 60_000)
  const change: Change = { state: { value: [`${entry.cents} cents`, 'good'] }, level: { database: underWay } }
  picture.step(`${who} stores the price`, { move: ['requests', 'value'], what: 'SET', ...change })
  return entry
}

async function withoutLock(who: string): Promise<Entry> {
  const found = await get()
  if (found) return found
  picture.step(`${who} finds no value`, { move: ['value', 'requests'], what: 'null', tone: 'bad' })
  return loadAndStore(who)
}

/** Does the work, if nobody else has the lock. */
async function locked(who: string, work: Read): Promise<Entry | undefined> {
  const token = randomUUID()
  if ((await redis.set(LOCK, token, 'PX', 5000, 'NX')) === null) return undefined
  picture.step(`${who} has the lock`, { move: ['requests', 'lock'], what: 'SET NX', state: { lock: [who, 'wait'] } })
  try {
    return await work(who)
  } finally {
    await redis.eval(UNLOCK, 1, LOCK, token)
    picture.step(`${who} gives the lock back`, { move: ['requests', 'lock'], what: 'DEL', state: { lock: 'free' } })
  }
}

async function withLock(who: string, tries = 1): Promise<Entry> {
  const found = (await get()) ?? (await locked(who, withoutLock))
  if (found) return found
  if (tries === 1) picture.step(`${who} finds it locked`, { move: ['lock', 'requests'], what: 'taken', tone: 'wait' })
  await sleep(20)
  return withLock(who, tries + 1)
}

async function oldFirst(who: string): Promise<Entry> {
  const found = await get()
  if (found && found.freshUntil <= Date.now()) void locked(who, loadAndStore).catch(() => undefined)
  return found ?? withLock(who)
}

/** Stores a price that is fresh for 30 ms, and that Redis keeps for `keptMs`. Then the requests come. */
async function play(title: string, read: Read, keptMs: number): Promise<void> {
  picture = draw(title, parts)
  await redis.set(KEY, JSON.stringify({ cents: 420, freshUntil: Date.now() + 30 }), 'PX', keptMs)
  picture.step('420 cents are in Redis', { state: { value: ['420 cents', 'good'], lock: 'free' } })
  await sleep(40)
  const value: [string, Tone] = (await get()) ? ['420 cents, old', 'wait'] : ['gone', 'bad']
  picture.step(`after 40 ms, the value is: ${value[0]}`, { state: { value } })
  let waiting = 0
  const ask = async (who: string) => {
    const start = performance.now()
    waiting += 1
    const { cents } = await read(who)
    waiting -= 1
    const ms = Math.round(performance.now() - start)
    const state = { clients: `${cents} cents after ${ms} ms` }
    const level = { requests: waiting }
    picture.step(`${who} has ${state.clients}`, { move: ['requests', 'clients'], what: `${cents} cents`, state, level })
  }
  const asked = Array.from({ length: REQUESTS }, (_, n) => ask(`request ${n + 1}`))
  picture.step(`${waiting} requests come at once`, { move: ['clients', 'requests'], level: { requests: waiting } })
  await Promise.all(asked)
  while ((await redis.exists(LOCK)) === 1) await sleep(5)
  await ask('a later request')
}

await redis.eval(UNLOCK, 1, LOCK, '') // connects
await play('without a lock', withoutLock, 30)
await play('with a lock', withLock, 30)
cents = 380
await play('the old value first', oldFirst, 60_000)
redis.disconnect()
