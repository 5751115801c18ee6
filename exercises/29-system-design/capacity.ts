/*
 * Estimates from numbers, as on a whiteboard before anything is built. Each function gives its answer and the steps that lead to it.
 *
 * - Estimates may be 20 % off: a day has 86,400 seconds or, rounded, 100,000; a month has 30 days; a gigabyte has 10 ** 9 bytes or 2 **
 *   30.
 * - What is counted in pieces (instances, connections) is exact: whole numbers, rounded so that it is enough and no more, from
 *   numbers that were not rounded before.
 *   No check needs an answer that hangs on the last digit of a fraction such as 0.1 + 0.2.
 * - Shares are from 0 to 1. All numbers that are given are 0 or more and make sense.
 */

export interface Rate {
  perDay: number
  /** Per second, over the whole day. */
  average: number
  /** Per second, at the busiest time. */
  peak: number
}

/**
 * How many requests come. At its peak the day is `peakFactor` times as busy as on average.
 *
 * @example rate({ usersPerDay: 200_000, requestsPerUser: 50, peakFactor: 5 }) // { perDay: 10_000_000, average: 116, peak: 579 }
 */
export function rate(given: { usersPerDay: number; requestsPerUser: number; peakFactor: number }): Rate {
  return { perDay: 0, average: 0, peak: 0 }
}

export interface Storage {
  /** Rows of the first year, of 365 days. */
  firstYear: number
  /** Rows that there are after all years. Nothing is deleted. */
  rows: number
  /** Bytes of one copy, with its indexes. */
  copy: number
  /** Bytes of all copies. */
  total: number
}

/**
 * How much disk it needs. Each year brings `growthPerYear` more rows than the year before: 0.5 is half as many again. Indexes take
 * `indexShare` of what the rows take: 0.3 is 30 % on top. `copies` counts the primary and its replicas.
 *
 * @example
 * storage({ rowsPerDay: 1000, bytesPerRow: 500, years: 2, growthPerYear: 1, indexShare: 0.2, copies: 3 })
 * // { firstYear: 365_000, rows: 1_095_000, copy: 657_000_000, total: 1_971_000_000 }
 */
export function storage(given: {
  rowsPerDay: number
  bytesPerRow: number
  /** A whole number. */
  years: number
  growthPerYear: number
  indexShare: number
  copies: number
}): Storage {
  return { firstYear: 0, rows: 0, copy: 0, total: 0 }
}

export interface Bandwidth {
  /** Bytes per second to all clients. */
  bytes: number
  /** The same in megabits per second, as lines are sold. */
  megabits: number
  /** Megabits per second that your own servers send: what the CDN does not have. */
  originMegabits: number
}

/**
 * How wide the line is. `cdnShare` of the bytes come from a CDN.
 *
 * @example
 * bandwidth({ answersPerSecond: 500, bytesPerAnswer: 40_000, cdnShare: 0.9 })
 * // { bytes: 20_000_000, megabits: 160, originMegabits: 16 }
 */
export function bandwidth(given: { answersPerSecond: number; bytesPerAnswer: number; cdnShare: number }): Bandwidth {
  return { bytes: 0, megabits: 0, originMegabits: 0 }
}

export interface InFlight {
  /** Requests that are being answered at one moment, as a mean. */
  requests: number
  /** Connections that are open at one moment, as a mean. */
  connections: number
}

/**
 * How many at once, by Little's law. Each request comes over a connection of its own, which stays open for `keepAliveSeconds` after the
 * answer.
 *
 * @example inFlight({ perSecond: 500, secondsEach: 0.2, keepAliveSeconds: 5 }) // { requests: 100, connections: 2600 }
 */
export function inFlight(given: { perSecond: number; secondsEach: number; keepAliveSeconds: number }): InFlight {
  return { requests: 0, connections: 0 }
}

export interface Instances {
  /** Cores that are busy at the peak, as a mean. */
  busyCores: number
  /** Requests per second that one instance may get, so that its cores are busy for `utilisation` of the time. */
  perInstance: number
  /** Instances that carry the peak. At least 1. */
  needed: number
  /** Instances to run, so that the peak is still carried when `mayFail` of them are down. */
  total: number
}

/**
 * How many processes. An instance has `cores` cores, and uses them all.
 *
 * @example
 * instances({ peakPerSecond: 600, cpuMsPerRequest: 20, cores: 4, utilisation: 0.5, mayFail: 1 })
 * // { busyCores: 12, perInstance: 100, needed: 6, total: 7 }
 */
export function instances(given: {
  peakPerSecond: number
  cpuMsPerRequest: number
  cores: number
  utilisation: number
  mayFail: number
}): Instances {
  return { busyCores: 0, perInstance: 0, needed: 0, total: 0 }
}

export interface Pools {
  /** Connections that are busy at one moment, as a mean. */
  busy: number
  /** Connections that all instances need together, so that each is busy for `utilisation` of the time. */
  needed: number
  /** The pool size that each instance then needs. At least 1. */
  perInstance: number
  /** The largest size of a pool with which the database never has too many, also during a restart, when each instance is there twice.
   *  It may be 0. */
  allowed: number
  /** Whether the needed size is allowed. */
  fits: boolean
}

/**
 * How large a pool. The database allows `maxConnections`, of which `reserved` are for others.
 *
 * @example
 * pools({ queriesPerSecond: 2000, secondsPerQuery: 0.005, utilisation: 0.5, instances: 6, maxConnections: 100, reserved: 10 })
 * // { busy: 10, needed: 20, perInstance: 4, allowed: 7, fits: true }
 */
export function pools(given: {
  queriesPerSecond: number
  secondsPerQuery: number
  utilisation: number
  instances: number
  maxConnections: number
  reserved: number
}): Pools {
  return { busy: 0, needed: 0, perInstance: 0, allowed: 0, fits: false }
}

export interface Cache {
  /** Items that are worth keeping. */
  hotItems: number
  /** Memory for them. */
  bytes: number
  /** Reads per second that go on to the database. */
  misses: number
  /** How many times as many reads the database gets when the cache is lost; 1 for a cache that helps nothing. */
  timesWhenLost: number
}

/**
 * How large a cache, and what hangs on it. `hotShare` of all items are kept; each takes `overheadBytes` (key, expiry, bookkeeping) on
 * top of its value. `hitRatio` is the share of reads that the cache answers, below 1.
 *
 * @example
 * cache({ items: 1_000_000, hotShare: 0.2, bytesPerItem: 900, overheadBytes: 100, readsPerSecond: 5000, hitRatio: 0.95 })
 * // { hotItems: 200_000, bytes: 200_000_000, misses: 250, timesWhenLost: 20 }
 */
export function cache(given: {
  items: number
  hotShare: number
  bytesPerItem: number
  overheadBytes: number
  readsPerSecond: number
  hitRatio: number
}): Cache {
  return { hotItems: 0, bytes: 0, misses: 0, timesWhenLost: 0 }
}

export interface Availability {
  /** For each part, the share of the time in which at least one of its copies is up. In the order in which they were given. */
  parts: number[]
  /** The share of the time in which the whole works. */
  whole: number
  /** Minutes in a month in which it does not. */
  downMinutes: number
}

/**
 * How often it is down. All parts are needed; of the copies of a part one is enough. Copies fail independently. Here 20 % are allowed
 * on what is missing to 1: where the share is 0.99, from 0.988 to 0.992.
 *
 * @example
 * availability([{ up: 0.99, copies: 2 }, { up: 0.999, copies: 1 }]) // { parts: [0.9999, 0.999], whole: 0.9989, downMinutes: 47.5 }
 */
export function availability(parts: { up: number; copies: number }[]): Availability {
  return { parts: [], whole: 0, downMinutes: 0 }
}
