/** What those who hand in and those who judge agree on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster, Redis } from 'ioredis'
import { Problem } from '../../problem.ts'
import type { ExerciseRef } from '../course/model.ts'
import { type Decides, digestOfAll } from './decides.ts'
import type { Grade } from './graded.ts'
import type { GradeOrder } from './order.ts'

export interface GradeJob {
  exercises: ExerciseRef[]
  files: GradeOrder['files']
}

/** What a job gives. */
export type GradeJobResult = Grade[]

/** In braces: all keys of a queue are on one node of a cluster then. */
export const PREFIX = '{grades}'

/**
 * Whoever has another version of the course or of this tool, or another line of Node.js, has another queue: a verdict is always
 * of what was asked for.
 */
export function queueNameOf(decides: Decides): string {
  return `grades-${digestOfAll(decides).slice(0, 16)}-node${process.versions.node.split('.')[0]}`
}

/**
 * @param url `redis://` or `rediss://`; of a cluster some of its nodes, with commas between
 * @throws Problem when it is no such address
 */
export function connectTo(url: string): Redis | Cluster {
  const nodes = url.split(',')
  if (!nodes.every((node) => /^rediss?:\/\/./.test(node) && URL.canParse(node))) {
    throw new Problem(
      '--queue takes the address of a Redis.',
      'For example redis://127.0.0.1:6379, or rediss://user:password@host:6380; of a cluster redis://a:6379,redis://b:6379.',
      { code: 'usage' },
    )
  }
  const options = { maxRetriesPerRequest: null }
  if (nodes.length === 1) return new Redis(url, options)
  const { username, password, protocol } = new URL(nodes[0] as string)
  return new Cluster(nodes, {
    redisOptions: {
      ...options,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  })
}

const PATIENCE_MS = 5000

/**
 * Waits until it answers.
 * @throws Problem when it does not within five seconds, or what the signal was aborted with
 */
export async function reach(connection: Redis | Cluster, url: string, signal: AbortSignal): Promise<void> {
  let last = 'it does not answer'
  connection.on('error', ({ message }) => {
    last = message || last
  })
  const isThere = await unlessStopped(
    Promise.race([connection.ping(), sleep(PATIENCE_MS, undefined, { ref: false })]),
    signal,
  )
  if (isThere) return
  connection.disconnect()
  throw new Problem(
    `Redis cannot be reached at ${withoutPassword(url)}: ${last}.`,
    'Is the address right, and Redis there?',
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

export function withoutPassword(url: string): string {
  return url.replace(/(?<=\/\/)[^@/,]*@/g, '')
}
