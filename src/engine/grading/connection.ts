/** The way to the Redis of a queue: one server, a cluster, or what a provider makes of either. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster, Redis } from 'ioredis'
import { Problem } from '../../problem.ts'
import { versionOf } from '../../services/redis/version.ts'

export type Connection = Redis | Cluster

export interface ConnectionRequest {
  /** `redis://` or `rediss://`; of a cluster one of its nodes or some, with commas between. */
  url: string
  signal: AbortSignal
  /** Told what of this Redis may lose work. */
  onWarning: (text: string) => void
}

/**
 * Waits until it answers.
 * @throws Problem when it is no such address, nobody answers there within five seconds, or the queue cannot be there;
 * what the signal was aborted with
 */
export async function openConnection({ url, signal, onWarning }: ConnectionRequest): Promise<Connection> {
  const nodes = nodesOf(url)
  let connection: Connection = nodes.length === 1 ? new Redis(url, OPTIONS) : openCluster(nodes)
  let info = await reach(connection, url, signal)
  if (nodes.length === 1 && /^cluster_enabled:1/m.test(info)) {
    connection.disconnect()
    connection = openCluster(nodes)
    info = await reach(connection, url, signal)
  }
  const { label, tooOld } = versionOf(info)
  if (tooOld !== undefined) {
    connection.disconnect()
    throw new Problem(`The queue cannot be at ${withoutPassword(url)}: it is ${label}.`, 'It takes Redis 6.2 or newer.')
  }
  const policy = evictionIn(info)
  if (policy !== undefined) onWarning(sayEviction(policy))
  return saidOnce(connection)
}

/** Commands wait for a connection that was lost, however long that takes: BullMQ asks for it. */
const OPTIONS = { maxRetriesPerRequest: null }
/** A replica that becomes a node takes some twenty seconds with the settings of Redis. */
const FAILOVER = { maxRedirections: 100, retryDelayOnFailover: 500, retryDelayOnClusterDown: 500 }
const ANSWER_MS = 5000

function nodesOf(url: string): string[] {
  const nodes = url.split(',')
  if (nodes.every((node) => /^rediss?:\/\/./.test(node) && URL.canParse(node))) return nodes
  throw new Problem(
    '--queue takes the address of a Redis.',
    'For example redis://127.0.0.1:6379, or rediss://user:password@host:6380; of a cluster redis://a:6379,redis://b:6379.',
    { code: 'usage' },
  )
}

function openCluster(nodes: string[]): Cluster {
  const { username, password, protocol } = new URL(nodes[0] as string)
  return new Cluster(nodes, {
    ...FAILOVER,
    slotsRefreshTimeout: ANSWER_MS,
    // A certificate is for the name.
    dnsLookup: (address, found) => found(null, address),
    redisOptions: {
      ...OPTIONS,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  })
}

/** @returns what it says of itself */
async function reach(connection: Connection, url: string, signal: AbortSignal): Promise<string> {
  let last = 'it does not answer'
  connection.on('error', (error: Error & { lastNodeError?: Error }) => {
    last = error.lastNodeError?.message || error.message || last
  })
  const asked = connection.info().catch((error: Error) => {
    last = error.message
  })
  const info = await unlessStopped(Promise.race([asked, sleep(ANSWER_MS, undefined, { ref: false })]), signal)
  if (typeof info === 'string') return info
  connection.disconnect()
  throw new Problem(
    `Redis cannot be reached at ${withoutPassword(url)}: ${last.replace(/\.$/, '')}.`,
    'Is the address right, and Redis there? A user of it needs the rights that docs/grading.md names.',
  )
}

/** Rejects as soon as the signal is aborted: a command that waits for a lost connection waits for ever. */
export function unlessStopped<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** What it removes when its memory is full; undefined where it has no limit, or refuses more then. */
function evictionIn(info: string): string | undefined {
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1]
  return policy === 'noeviction' || /^maxmemory:0\s*$/m.test(info) ? undefined : policy
}

function sayEviction(policy: string): string {
  return `This Redis removes what it holds when its memory is full (maxmemory-policy ${policy}), submissions and grades too: they may get lost. Set maxmemory-policy to noeviction.`
}

/** BullMQ looks at the policy with each connection, and warns in capitals. It asks for a promise, and ioredis itself does not. */
function saidOnce<Kind extends Connection>(connection: Kind): Kind {
  const info = connection.info.bind(connection) as (...args: unknown[]) => Promise<string>
  const duplicate = connection.duplicate.bind(connection) as (...args: unknown[]) => Kind
  const withoutPolicy = (text: string) => text.replace(/^maxmemory_policy:[\w-]+/m, 'maxmemory_policy:noeviction')
  return Object.assign(connection, {
    info: (...args: unknown[]) => (args.length > 0 ? info(...args) : info().then(withoutPolicy)),
    duplicate: (...args: unknown[]) => saidOnce(duplicate(...args)),
  })
}

function withoutPassword(url: string): string {
  return url.replace(/(?<=\/\/)[^@/,]*@/g, '')
}
