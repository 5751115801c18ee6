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

const LEAST_HIT_RATE = 0.5
const MOST_MEGABYTES = 64
const DAY_SECONDS = 86_400
const HOUR_SECONDS = 3600

export function decide(endpoint: Endpoint): Decision {
  if (endpoint.method !== 'GET') return { cache: false, because: 'writes' }
  if (endpoint.maxStaleSeconds === 0) return { cache: false, because: 'exact' }
  const seconds = Math.min(endpoint.maxStaleSeconds, DAY_SECONDS)
  const hitRate = hitRateOf(endpoint, seconds)
  if (hitRate < LEAST_HIT_RATE) return { cache: false, because: 'rarely-read' }
  const megabytes = (endpoint.entries * endpoint.bytesPerEntry) / 1_000_000
  if (megabytes > MOST_MEGABYTES) return { cache: false, because: 'too-large' }
  return { cache: true, seconds, hitRate, megabytes }
}

function hitRateOf({ readsPerHour, changesPerHour }: Endpoint, seconds: number): number {
  // Where it never changes, this is Infinity.
  const unchangedSeconds = HOUR_SECONDS / changesPerHour
  const hits = (readsPerHour * Math.min(seconds, unchangedSeconds)) / HOUR_SECONDS
  return hits / (hits + 1)
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

export function keyFor(varies: Varies, request: ApiRequest): string {
  const params = Object.entries(request.params).sort(([a], [b]) => (a < b ? -1 : 1))
  // Where it is missing, JSON has null, which is no text.
  const query = varies.query.map((name) => request.query[name])
  const by = varies.by.map((name) => request[name])
  return `cache:${JSON.stringify([varies.path, params, query, by])}`
}
