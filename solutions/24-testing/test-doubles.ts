import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'

/** One call, as it was when it was made. */
export interface Call {
  args: unknown[]
  /** What `this` was. */
  self: unknown
  /** What came back, a promise included. Not there when it threw. */
  result?: unknown
  /** What was thrown. Not there when nothing was. */
  error?: unknown
}

export type Spy<F extends (...args: never[]) => unknown> = F & { calls: Call[] }

export interface FakeClock {
  /** Milliseconds since 1970. */
  now: () => number
  setTimeout: (work: () => unknown, ms: number) => number
  clearTimeout: (id: number) => void
  advance: (ms: number) => Promise<void>
}

export interface Retailer {
  id: string
  email: string
  name: string
  /** Cities to which it may order. */
  cities: string[]
}

export interface RetailerStore {
  add: (retailer: Omit<Retailer, 'id'>) => Promise<Retailer>
  byId: (id: string) => Promise<Retailer | undefined>
  byEmail: (email: string) => Promise<Retailer | undefined>
  update: (id: string, changes: Partial<Omit<Retailer, 'id'>>) => Promise<Retailer | undefined>
  remove: (id: string) => Promise<boolean>
  list: () => Promise<Retailer[]>
}

/** What a store rejects with when an email belongs to another retailer. */
export class EmailTaken extends Error {}

export interface ContractTest {
  name: string
  /** Resolves when the store keeps the promise, rejects when it does not. `open` gives an empty store each time. */
  test: (open: () => Promise<RetailerStore>) => Promise<void>
}

export function spy<F extends (...args: never[]) => unknown>(work?: F): Spy<F> {
  const calls: Call[] = []
  const noted = function (this: unknown, ...args: Parameters<F>): unknown {
    const call: Call = { args: args.map((arg) => copied(arg)), self: this }
    calls.push(call)
    try {
      call.result = work?.apply(this, args)
      return call.result
    } catch (error) {
      call.error = error
      throw error
    }
  }
  return Object.assign(noted as F, { calls })
}

/** @param above copies of what is being copied: an object may hold itself */
function copied(value: unknown, above = new Map<unknown, unknown>()): unknown {
  if (above.has(value)) return above.get(value)
  if (Array.isArray(value)) {
    const list: unknown[] = []
    above.set(value, list)
    for (const each of value) list.push(copied(each, above))
    return list
  }
  if (!isPlain(value)) return value
  const object: Record<string, unknown> = {}
  above.set(value, object)
  for (const [key, each] of Object.entries(value)) object[key] = copied(each, above)
  return object
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function createFakeClock(start = 0): FakeClock {
  const timers = new Map<number, { due: number; work: () => unknown }>()
  let time = start
  let lastId = 0

  /** Entries of a Map come in the order in which they were set, and `sort` keeps the order of equals. */
  const nextBy = (end: number) =>
    [...timers].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due)[0]

  return {
    now: () => time,
    setTimeout(work, ms) {
      lastId += 1
      timers.set(lastId, { due: time + ms, work })
      return lastId
    },
    clearTimeout(id) {
      timers.delete(id)
    },
    async advance(ms) {
      const end = time + ms
      for (let next = nextBy(end); next; next = nextBy(end)) {
        const [id, { due, work }] = next
        timers.delete(id)
        time = due
        work()
        await turn()
      }
      time = end
      await turn()
    },
  }
}

export function fakeRandom(...values: number[]): () => number {
  const odd = values.find((value) => !(value >= 0 && value < 1))
  if (odd !== undefined) throw new RangeError(`Math.random never gives ${odd}`)
  const left = [...values]
  return () => {
    const value = left.shift()
    if (value === undefined)
      throw new Error('fakeRandom has no value left: the code asks more often than the test expects')
    return value
  }
}

export function createFakeRetailers(): RetailerStore {
  const retailers = new Map<string, Retailer>()
  const byEmail = (email: string) => [...retailers.values()].find((each) => isSame(each.email, email))
  /** No `await` between the look and the change: nobody comes in between. */
  const keep = (retailer: Retailer) => {
    const other = byEmail(retailer.email)
    if (other && other.id !== retailer.id) throw new EmailTaken(`${retailer.email} is taken`)
    retailers.set(retailer.id, structuredClone(retailer))
    return structuredClone(retailer)
  }
  return {
    add: async (retailer) => keep({ ...retailer, id: randomUUID() }),
    byId: async (id) => structuredClone(retailers.get(id)),
    byEmail: async (email) => structuredClone(byEmail(email)),
    async update(id, changes) {
      const before = retailers.get(id)
      if (!before) return undefined
      const given = Object.entries(changes).filter(([, value]) => value !== undefined)
      return keep({ ...before, ...Object.fromEntries(given), id })
    },
    remove: async (id) => retailers.delete(id),
    async list() {
      const all = [...retailers.values()].sort((a, b) => (a.email < b.email ? -1 : 1))
      return structuredClone(all)
    },
  }
}

function isSame(email: string, other: string): boolean {
  return email.toLowerCase() === other.toLowerCase()
}

const mill = { email: 'ada@mill.example', name: 'Mill', cities: ['Ulm', 'Jena'] }
const shop = { email: 'bob@shop.example', name: 'Shop', cities: [] }

/** Fields beyond those of the promises are the store's affair. */
const pick = (retailer: Retailer | undefined) => {
  if (!retailer) return undefined
  const { id, email, name, cities } = retailer
  return { id, email, name, cities }
}

const emailTaken = (error: unknown) => error instanceof EmailTaken

export const retailerContract: ContractTest[] = [
  {
    name: 'finds what was added',
    async test(open) {
      const store = await open()
      const added = pick(await store.add(mill))
      await store.add(shop)
      assert.ok(added)
      assert.deepEqual(added, { ...mill, id: added.id })
      assert.deepEqual(pick(await store.byId(added.id)), added)
      assert.deepEqual(pick(await store.byEmail(mill.email)), added)
      assert.equal(await store.byId(`${added.id}0`), undefined)
      assert.equal(await store.byEmail('nobody@mill.example'), undefined)
    },
  },
  {
    name: 'lists by email',
    async test(open) {
      const store = await open()
      assert.deepEqual(await store.list(), [])
      for (const email of ['c@x.example', 'a@x.example', 'b@x.example']) await store.add({ ...mill, email })
      assert.deepEqual(
        (await store.list()).map(({ email }) => email),
        ['a@x.example', 'b@x.example', 'c@x.example'],
      )
    },
  },
  {
    name: 'removes one, for good',
    async test(open) {
      const store = await open()
      const { id } = await store.add(mill)
      const other = await store.add(shop)
      assert.equal(await store.remove(id), true)
      assert.equal(await store.remove(id), false)
      assert.equal(await store.byId(id), undefined)
      assert.equal(await store.byEmail(mill.email), undefined)
      assert.deepEqual((await store.list()).map(pick), [pick(other)])
      await store.remove(other.id)
      const later = [(await store.add(mill)).id, (await store.add(shop)).id]
      assert.equal(new Set([id, other.id, ...later]).size, 4)
    },
  },
  {
    name: 'updates what is given and leaves the rest',
    async test(open) {
      const store = await open()
      const { id } = await store.add(mill)
      const other = await store.add(shop)
      const changed = { ...mill, id, name: 'Old mill' }
      assert.deepEqual(pick(await store.update(id, { name: 'Old mill' })), changed)
      assert.deepEqual(pick(await store.byId(id)), changed)
      const nothing = { name: undefined, cities: undefined } as unknown as Partial<Omit<Retailer, 'id'>>
      assert.deepEqual(pick(await store.update(id, nothing)), changed)
      assert.deepEqual(pick(await store.update(id, { cities: ['Köln'] })), { ...changed, cities: ['Köln'] })
      assert.deepEqual(pick(await store.byId(other.id)), pick(other))
      assert.equal(await store.update(`${id}0`, { name: 'Nobody' }), undefined)
      assert.equal((await store.list()).length, 2)
    },
  },
  {
    name: 'gives an email to one retailer, in any case',
    async test(open) {
      const store = await open()
      const written = { ...mill, email: 'Ada@mill.example' }
      const first = await store.add(written)
      await assert.rejects(store.add({ ...shop, email: 'ADA@mill.example' }), emailTaken)
      assert.equal(first.email, written.email)
      assert.deepEqual(pick(await store.byEmail('ada@MILL.example')), { ...written, id: first.id })
      const second = await store.add(shop)
      await assert.rejects(store.update(second.id, { name: 'New', email: 'ada@mill.example' }), emailTaken)
      assert.deepEqual(pick(await store.byId(second.id)), { ...shop, id: second.id })
      assert.equal((await store.list()).length, 2)
    },
  },
  {
    name: 'lets a retailer keep its own email, and frees the old one',
    async test(open) {
      const store = await open()
      const { id } = await store.add(mill)
      assert.equal((await store.update(id, { email: 'ADA@mill.example' }))?.email, 'ADA@mill.example')
      await store.update(id, { email: 'eve@mill.example' })
      assert.equal(await store.byEmail(mill.email), undefined)
      const next = await store.add(mill)
      await store.remove(next.id)
      await store.add(mill)
    },
  },
  {
    name: 'decides between two that come at the same time',
    async test(open) {
      const store = await open()
      const both = await Promise.allSettled([store.add(mill), store.add({ ...shop, email: mill.email })])
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
      for (const each of both) if (each.status === 'rejected') assert.ok(emailTaken(each.reason))
      assert.equal((await store.list()).length, 1)
    },
  },
  {
    name: 'copies what comes in and goes out',
    async test(open) {
      const store = await open()
      const given = structuredClone(mill)
      const added = await store.add(given)
      const { id } = added
      const cities = ['Bonn']
      const spoil = (retailer: { name: string; cities: string[] } | undefined) => {
        retailer?.cities.push('Atlantis')
        if (retailer) retailer.name = 'Spoilt'
      }
      for (const each of [given, added, await store.byId(id), await store.byEmail(mill.email)]) spoil(each)
      for (const each of await store.list()) spoil(each)
      assert.deepEqual(pick(await store.byId(id)), { ...mill, id })
      spoil(await store.update(id, { cities }))
      cities.push('Atlantis')
      assert.deepEqual(pick(await store.byId(id)), { ...mill, id, cities: ['Bonn'] })
    },
  },
]
