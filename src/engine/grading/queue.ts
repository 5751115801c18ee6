/** What those who hand in and those who judge agree on. */
import { Cluster, Redis } from 'ioredis'
import { Problem } from '../../problem.ts'
import type { Course, ExerciseRef } from '../course/model.ts'
import { courseDigest } from './course-digest.ts'
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

/** Whoever has another version of the course has another queue: a verdict is always of the version that was asked for. */
export function queueNameOf(course: Course): string {
  return `grades-${courseDigest(course).slice(0, 16)}`
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
