import { createHash } from 'node:crypto'
import { type Job, Queue, QueueEvents } from 'bullmq'
import type { Course, ExerciseRef } from '../course/model.ts'
import type { Judging } from './judging.ts'
import { inBase64 } from './order.ts'
import { connectTo, type GradeJob, type GradeJobResult, PREFIX, queueNameOf } from './queue.ts'
import type { Taken } from './take.ts'

export interface QueueRequest {
  course: Course
  /** Of Redis. */
  url: string
  signal: AbortSignal
  /** Told when jobs wait and nobody takes them. */
  onNobody: () => void
}

/** More would only wait in memory here. */
const AT_A_TIME = 500
/** A worker that cannot judge may be the only one that cannot. */
const ATTEMPTS = 3
const KEPT_S = 7 * 24 * 3600
const LARGEST_BYTES = 16 * 1024 * 1024
/** An event may be lost with a connection. */
const LOOK_EVERY_MS = 5000

/**
 * Puts submissions on a queue and waits for what comes back. The same files are one job, however often they are handed in
 * and by whom, and a job that was done within a week is not done again.
 * @throws Problem when the address makes no sense
 */
export function judgingByQueue({ course, url, signal, onNobody }: QueueRequest): Judging {
  const connections = [connectTo(url), connectTo(url)] as const
  const name = queueNameOf(course)
  const queue = new Queue<GradeJob, GradeJobResult>(name, { connection: connections[0], prefix: PREFIX })
  const events = new QueueEvents(name, { connection: connections[1], prefix: PREFIX })
  const waiting = new Map<string, () => void>()
  queue.on('error', () => undefined)
  events.on('error', () => undefined)
  const onEnd = ({ jobId }: { jobId: string }) => waiting.get(jobId)?.()
  events.on('completed', onEnd)
  events.on('failed', onEnd)
  const timer = setInterval(() => {
    if (waiting.size === 0) return
    for (const look of waiting.values()) look()
    queue.getWorkersCount().then(
      (count) => count === 0 && onNobody(),
      () => undefined, // not every Redis tells of its clients
    )
  }, LOOK_EVERY_MS)

  /** Waits for an event of the job, or until it is time to look. */
  const pause = (jobId: string) =>
    new Promise<void>((resolve) => {
      const done = () => {
        waiting.delete(jobId)
        signal.removeEventListener('abort', done)
        resolve()
      }
      waiting.set(jobId, done)
      signal.addEventListener('abort', done, { once: true })
    })

  const resultOf = async (jobId: string): Promise<GradeJobResult> => {
    for (;;) {
      signal.throwIfAborted()
      const heard = pause(jobId)
      const job = await queue.getJob(jobId)
      const state = await job?.getState()
      if (state === 'completed') return job?.returnvalue ?? []
      if (state === 'failed') throw new Error(`It failed ${ATTEMPTS} times: ${job?.failedReason}`)
      if (!job) throw new Error('It is no longer on the queue.')
      await heard
    }
  }

  return {
    atATime: AT_A_TIME,
    async judge(taken, exercises, onGrade) {
      if (exercises.length === 0) return
      const job = await addJob(queue, taken, exercises)
      for (const grade of await resultOf(job.id as string)) onGrade(grade)
    },
    async close() {
      clearInterval(timer)
      await Promise.allSettled([queue.close(), events.close()])
      for (const connection of connections) connection.disconnect()
    },
  }
}

/** A job that is there already stays as it is; one that had failed is tried again. */
async function addJob(
  queue: Queue<GradeJob, GradeJobResult>,
  taken: Taken,
  exercises: readonly ExerciseRef[],
): Promise<Job<GradeJob, GradeJobResult>> {
  const files = inBase64(taken.files)
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0)
  if (bytes > LARGEST_BYTES) throw new Error('It is larger than 16 MB, which is too much for the queue.')
  const asked = createHash('sha256').update(exercises.join('\n')).digest('hex')
  const job = await queue.add(
    'grade',
    { exercises: [...exercises], files },
    {
      jobId: `${taken.digest}-${asked.slice(0, 16)}`,
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: 1000 },
      removeOnComplete: { age: KEPT_S },
    },
  )
  if ((await job.getState()) === 'failed') {
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true }).catch(() => undefined)
  }
  return job
}
