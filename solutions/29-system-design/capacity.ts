const SECONDS_PER_DAY = 86_400
const DAYS_PER_YEAR = 365
const MINUTES_PER_MONTH = 30 * 24 * 60
const BITS_PER_BYTE = 8

export interface Rate {
  perDay: number
  /** Per second, over the whole day. */
  average: number
  /** Per second, at the busiest time. */
  peak: number
}

export function rate({
  usersPerDay,
  requestsPerUser,
  peakFactor,
}: {
  usersPerDay: number
  requestsPerUser: number
  peakFactor: number
}): Rate {
  const perDay = usersPerDay * requestsPerUser
  const average = perDay / SECONDS_PER_DAY
  return { perDay, average, peak: average * peakFactor }
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

export function storage({
  rowsPerDay,
  bytesPerRow,
  years,
  growthPerYear,
  indexShare,
  copies,
}: {
  rowsPerDay: number
  bytesPerRow: number
  /** A whole number. */
  years: number
  growthPerYear: number
  indexShare: number
  copies: number
}): Storage {
  const firstYear = rowsPerDay * DAYS_PER_YEAR
  let rows = 0
  for (let year = 0; year < years; year += 1) rows += firstYear * (1 + growthPerYear) ** year
  const copy = rows * bytesPerRow * (1 + indexShare)
  return { firstYear, rows, copy, total: copy * copies }
}

export interface Bandwidth {
  /** Bytes per second to all clients. */
  bytes: number
  /** The same in megabits per second, as lines are sold. */
  megabits: number
  /** Megabits per second that your own servers send: what the CDN does not have. */
  originMegabits: number
}

export function bandwidth({
  answersPerSecond,
  bytesPerAnswer,
  cdnShare,
}: {
  answersPerSecond: number
  bytesPerAnswer: number
  cdnShare: number
}): Bandwidth {
  const bytes = answersPerSecond * bytesPerAnswer
  const megabits = (bytes * BITS_PER_BYTE) / 1e6
  return { bytes, megabits, originMegabits: megabits * (1 - cdnShare) }
}

export interface InFlight {
  /** Requests that are being answered at one moment, as a mean. */
  requests: number
  /** Connections that are open at one moment, as a mean. */
  connections: number
}

export function inFlight({
  perSecond,
  secondsEach,
  keepAliveSeconds,
}: {
  perSecond: number
  secondsEach: number
  keepAliveSeconds: number
}): InFlight {
  // Little's law: how many are there = how many come per second * how many seconds each stays.
  return { requests: perSecond * secondsEach, connections: perSecond * (secondsEach + keepAliveSeconds) }
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

export function instances({
  peakPerSecond,
  cpuMsPerRequest,
  cores,
  utilisation,
  mayFail,
}: {
  peakPerSecond: number
  cpuMsPerRequest: number
  cores: number
  utilisation: number
  mayFail: number
}): Instances {
  const secondsEach = cpuMsPerRequest / 1000
  const busyCores = peakPerSecond * secondsEach
  const perInstance = (cores * utilisation) / secondsEach
  const needed = Math.max(1, Math.ceil(peakPerSecond / perInstance))
  return { busyCores, perInstance, needed, total: needed + mayFail }
}

export interface Pools {
  /** Connections that are busy at one moment, as a mean. */
  busy: number
  /** Connections that all instances need together, so that each is busy for `utilisation` of the time. */
  needed: number
  /** The size of the pool of each instance that this takes. At least 1. */
  perInstance: number
  /** The largest size of a pool with which the database never has too many, also during a restart, when each instance is there twice. */
  allowed: number
  /** Whether the needed size is allowed. */
  fits: boolean
}

export function pools({
  queriesPerSecond,
  secondsPerQuery,
  utilisation,
  instances,
  maxConnections,
  reserved,
}: {
  queriesPerSecond: number
  secondsPerQuery: number
  utilisation: number
  instances: number
  maxConnections: number
  reserved: number
}): Pools {
  const busy = queriesPerSecond * secondsPerQuery
  const needed = Math.ceil(busy / utilisation)
  const perInstance = Math.max(1, Math.ceil(needed / instances))
  const allowed = Math.floor((maxConnections - reserved) / (instances * 2))
  return { busy, needed, perInstance, allowed, fits: perInstance <= allowed }
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

export function cache({
  items,
  hotShare,
  bytesPerItem,
  overheadBytes,
  readsPerSecond,
  hitRatio,
}: {
  items: number
  hotShare: number
  bytesPerItem: number
  overheadBytes: number
  readsPerSecond: number
  hitRatio: number
}): Cache {
  const hotItems = items * hotShare
  const misses = readsPerSecond * (1 - hitRatio)
  return { hotItems, bytes: hotItems * (bytesPerItem + overheadBytes), misses, timesWhenLost: 1 / (1 - hitRatio) }
}

export interface Availability {
  /** For each part, the share of the time in which at least one of its copies is up. In the order in which they were given. */
  parts: number[]
  /** The share of the time in which the whole works. */
  whole: number
  /** Minutes in a month in which it does not. */
  downMinutes: number
}

export function availability(given: { up: number; copies: number }[]): Availability {
  const parts = given.map(({ up, copies }) => 1 - (1 - up) ** copies)
  const whole = parts.reduce((product, up) => product * up, 1)
  return { parts, whole, downMinutes: (1 - whole) * MINUTES_PER_MONTH }
}
