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

/**
 * Doubles for the tests of a service, without a library.
 *
 * A spy is called like the function that it is made of, and notes each call in `calls`.
 *
 * 1. It passes on the arguments, and gives what comes back. Without a function it gives undefined.
 *    `const add = spy((a: number, b: number) => a + b); add(1, 2) // 3; add.calls // [{ args: [1, 2], self: undefined, result: 3 }]`
 * 2. It passes on `this`, and notes it as `self`: `order.send = spy(order.send); order.send()`.
 * 3. What the function throws, the spy notes as `error` and throws. A promise is noted and given back itself, not waited for.
 * 4. `args` stay as they were at the call, whatever happens to them later. Plain objects and lists (`{}`, `[]`) in them are
 *    copied, at any depth; all else (dates, functions, objects of classes) is kept as it is. The function gets the originals.
 */
export function spy<F extends (...args: never[]) => unknown>(_work?: F): Spy<F> {
  const noted = () => undefined
  return Object.assign(noted as unknown as F, { calls: [] })
}

/**
 * A clock that moves when it is told to. It starts at `start`.
 *
 * 5. `now()` stands still. `advance(ms)` moves it by `ms`, and calls what became due on the way: `setTimeout(work, 100)` is
 *    due when 100 ms have passed. While `work` runs, `now()` is the time at which it was due. In the end it is the new time.
 * 6. What is due earlier is called earlier; at the same time, in the order in which it was set. `work` may set more, and
 *    what of that is due by then is called in the same `advance`. Each is called once.
 * 7. What was cleared is not called, also when `work` of the same `advance` clears it. An unknown id does nothing.
 * 8. Code that waits for promises has its turn between two calls and before `advance` resolves: it lets one turn of the
 *    real event loop pass there (a `setImmediate`).
 *    `clock.setTimeout(async () => { await save(); clock.setTimeout(more, 10) }, 10)`: `advance(20)` calls `more` as well.
 */
export function createFakeClock(_start = 0): FakeClock {
  return { now: () => 0, setTimeout: () => 0, clearTimeout: () => {}, advance: async () => {} }
}

/**
 * In place of Math.random.
 *
 * 9. It gives these values, in their order. When none is left it throws an Error, and it throws a RangeError at once, when it
 *    is made, for a value that Math.random would never give (below 0, 1 and above, NaN).
 */
export function fakeRandom(..._values: number[]): () => number {
  return () => 0
}

/**
 * A store in memory that stands for the table of retailers, and keeps its promises.
 *
 * 10. `add` gives the retailer with an id that no other has had, removed ones included. `byId` and `byEmail` find it;
 *     undefined when there is none. `list` gives all, by `email`. `remove` says whether there was one.
 * 11. `update` changes what is given and leaves the rest, gives the retailer as it is then, and undefined when there is none.
 *     A change that is undefined changes nothing: `update(id, { name: undefined })`.
 * 12. An email belongs to one retailer at most, in any case (`Ada@mill.example` and `ada@mill.example` are the same, and
 *     `byEmail` finds either). It is kept as it was written. `add` and `update` reject with EmailTaken and change nothing; a
 *     retailer may keep its own. Of two `add` at the same time, one is rejected. When a retailer is removed or gets another
 *     email, the old one is free.
 * 13. What comes in and goes out are copies, `cities` included: changing them changes nothing in the store.
 */
export function createFakeRetailers(): RetailerStore {
  const missing = { id: '', email: '', name: '', cities: [] }
  return {
    add: async () => missing,
    byId: async () => undefined,
    byEmail: async () => undefined,
    update: async () => undefined,
    remove: async () => false,
    list: async () => [],
  }
}

/**
 * The promises 10 to 13 as tests, for every store of retailers, real ones and fakes.
 *
 * 14. All of them pass with each store that keeps the promises, your fake and slow ones included. They leave open what the
 *     promises leave open: what ids look like, how long a call takes, the message of an error, other fields.
 * 15. With a store that breaks a promise, at least one rejects, and there is at least one test. They are run one after the
 *     other.
 */
export const retailerContract: ContractTest[] = []
