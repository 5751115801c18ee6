/*
 * Which answers of the marketplace's API belong in the cache, for how long, and under which key? You decide from what was measured.
 */
export interface Endpoint {
  /** 'GET', 'POST' and so on, in capital letters. */
  method: string
  path: string
  /** How old an answer may be, in seconds. 0: it must be exact. */
  maxStaleSeconds: number
  /** Of one entry, which is what one key holds. */
  readsPerHour: number
  /** Of one entry. 0: it never changes. */
  changesPerHour: number
  /** How many different entries are asked for. */
  entries: number
  bytesPerEntry: number
}

export type Reason = 'writes' | 'exact' | 'rarely-read' | 'too-large'

export type Decision =
  | { cache: false; because: Reason }
  | { cache: true; seconds: number; hitRate: number; megabytes: number }

/** The marketplace, as it was measured in November. */
export const MARKETPLACE: readonly Endpoint[] = [
  endpoint('GET', '/categories', { maxStale: 172_800, reads: 9000, changes: 0, entries: 4, bytes: 20_000 }),
  endpoint('GET', '/products/:id', { maxStale: 60, reads: 240, changes: 2, entries: 12_000, bytes: 1500 }),
  endpoint('GET', '/products/:id/pdf', { maxStale: 3600, reads: 5, changes: 1, entries: 12_000, bytes: 900_000 }),
  endpoint('GET', '/search', { maxStale: 300, reads: 0.2, changes: 12, entries: 50_000, bytes: 8000 }),
  endpoint('GET', '/shops/:id/dashboard', { maxStale: 120, reads: 90, changes: 700, entries: 400, bytes: 6000 }),
  endpoint('GET', '/shops/:id/offers', { maxStale: 600, reads: 60, changes: 4, entries: 400, bytes: 4000 }),
  endpoint('GET', '/products/:id/stock', { maxStale: 0, reads: 5000, changes: 30, entries: 12_000, bytes: 40 }),
  endpoint('POST', '/orders', { maxStale: 60, reads: 500, changes: 0, entries: 1, bytes: 2000 }),
]

function endpoint(
  method: string,
  path: string,
  of: { maxStale: number; reads: number; changes: number; entries: number; bytes: number },
): Endpoint {
  return {
    method,
    path,
    maxStaleSeconds: of.maxStale,
    readsPerHour: of.reads,
    changesPerHour: of.changes,
    entries: of.entries,
    bytesPerEntry: of.bytes,
  }
}

/**
 * Not cached, for the first of these reasons that applies:
 *
 * - 'writes': the method is not GET.
 * - 'exact': the answer may not be stale at all.
 * - 'rarely-read': the expected hit rate is below 0.5.
 * - 'too-large': all entries together need more than 64 megabytes.
 *
 * All others are cached:
 *
 * - `seconds`, the time to live, is as long as an answer may be old, but a day (86,400) at most.
 * - `hitRate` is n / (n + 1): one miss, and then n hits. n is the number of reads while an entry lives, readsPerHour * life / 3600. An
 *   entry lives for `seconds`, or until it changes (3600 / changesPerHour seconds on average), whichever is shorter.
 * - `megabytes` is entries * bytesPerEntry / 1,000,000.
 *
 * Nothing is rounded.
 *
 * @example decide(MARKETPLACE[1]) // { cache: true, seconds: 60, hitRate: 0.8, megabytes: 18 }
 */
export function decide(endpoint: Endpoint): Decision {
  return { cache: false, because: 'writes' }
}

/** What the answer of a path depends on, besides the path and its params. Always the same for one path. */
export interface Varies {
  /** '/products/:id' */
  path: string
  /** Names of parameters of the query. */
  query: readonly string[]
  by: readonly ('retailerId' | 'priceList')[]
}

export interface ApiRequest {
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  retailerId: string
  priceList: string
}

/**
 * The key of an answer in Redis. It begins with 'cache:'. Two requests have the same key exactly when they have in common
 *
 * - the path,
 * - all params,
 * - each parameter of the query that `varies.query` names; one that is missing is not the same as one that is '',
 * - what `varies.by` names.
 *
 * All texts may hold any characters. The order of params and of the query means nothing, nor do other parameters of the query.
 *
 * @example
 * keyFor({ path: '/shops/:id/offers', query: ['page'], by: ['priceList'] }, request) // the same for all retailers of one price list
 */
export function keyFor(varies: Varies, request: ApiRequest): string {
  return 'cache:'
}
