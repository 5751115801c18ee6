import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Job, Queue, QueueEvents } from 'bullmq'
import type { ExerciseRef } from '../course/model.ts'
import { type ConnectionRequest, openConnection, unlessStopped } from './connection.ts'
import type { Decides } from './decides.ts'
import { isUntold } from './graded.ts'
import type { Judging } from './judging.ts'
import { inBase64 } from './order.ts'
import { type GradeJob, type GradeJobResult, PREFIX, queueNameOf } from './queue.ts'
import type { Taken } from './take.ts'

export interface QueueRequest extends Decides, ConnectionRequest {
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
const CLOSE_MS = 5000

type GradeQueue = Queue<GradeJob, GradeJobResult>

/**
 * Puts submissions on a queue and waits for what comes back. The same files are one job, however often they are handed in
 * and by whom, and a job that was done within a week is not done again.
 * @throws Problem when the address makes no sense, or nobody answers there
 */
export async function judgingByQueue(request: QueueRequest): Promise<Judging> {
  const { signal, onNobody } = request
  const connection = await openConnection(request)
  const name = queueNameOf(request)
  const queue: GradeQueue = new Queue(name, { connection, prefix: PREFIX })
  // On a connection of its own.
  const events = new QueueEvents(name, { connection, prefix: PREFIX })
  const waiting = new Map<string, () => void>()
  queue.on('error', () => undefined)
  events.on('error', () => undefined)
  const onEnd = ({ jobId }: { jobId: string }) => waiting.get(jobId)?.()
  events.on('completed', onEnd)
  events.on('failed', onEnd)
  const timer = setInterval(() => {
    if (waiting.size === 0) return
    for (const look of [...waiting.values()]) look()
    queue.getWorkersCount().then(
      (count) => count === 0 && onNobody(),
      () => undefined, // not every Redis tells of its clients
    )
  }, LOOK_EVERY_MS)

  /** Waits for an event of the job, or until it is time to look. */
  const pause = (jobId: string) =>
    new Promise<void>((resolve) => {
      waiting.set(jobId, () => {
        waiting.delete(jobId)
        resolve()
      })
    })

  const resultOf = async (jobId: string): Promise<GradeJobResult> => {
    for (;;) {
      const heard = pause(jobId)
      // First whether it has ended: what is read of a job before that has no result in it.
      const state = await unlessStopped(queue.getJobState(jobId), signal)
      if (state === 'unknown') throw new Error('It is no longer on the queue.')
      if (state === 'completed' || state === 'failed') {
        waiting.delete(jobId)
        return endOf(await unlessStopped(queue.getJob(jobId), signal), state)
      }
      await unlessStopped(heard, signal)
    }
  }

  return {
    atATime: AT_A_TIME,
    async judge(taken, exercises, onGrade) {
      if (exercises.length === 0) return
      const jobId = await unlessStopped(addJob(queue, taken, exercises), signal)
      for (const grade of await resultOf(jobId)) onGrade(grade)
    },
    async close() {
      clearInterval(timer)
      const closing = Promise.allSettled([queue.close(), events.close()])
      await Promise.race([closing, sleep(CLOSE_MS, undefined, { ref: false })])
      connection.disconnect()
    },
  }
}

/** @throws Error when it was given up */
async function endOf(
  job: Job<GradeJob, GradeJobResult> | undefined,
  state: 'completed' | 'failed',
): Promise<GradeJobResult> {
  if (!job) throw new Error('It is no longer on the queue.')
  if (state === 'failed') throw new Error(`It was given up: ${job.failedReason}`)
  const grades = job.returnvalue
  // A machine that was too busy to tell may tell next time.
  if (grades.some((grade) => grade.status === 'judged' && isUntold(grade.verdict)))
    await job.remove().catch(() => undefined)
  return grades
}

/** A job that is there already stays as it is; one that was given up is tried anew. */
async function addJob(queue: GradeQueue, taken: Taken, exercises: readonly ExerciseRef[]): Promise<string> {
  const bytes = taken.files.reduce((sum, { content }) => sum + content.length, 0)
  if (bytes > LARGEST_BYTES) throw new Error('It is larger than 16 MB, which is too much for the queue.')
  const asked = createHash('sha256').update(exercises.join('\n')).digest('hex')
  const jobId = `${taken.digest}-${asked.slice(0, 16)}`
  if ((await queue.getJobState(jobId)) === 'failed') await queue.remove(jobId)
  await queue.add(
    'grade',
    { exercises: [...exercises], files: inBase64(taken.files) },
    {
      jobId,
      attempts: ATTEMPTS,
      // Longer than a worker that fails at once would take to have them all.
      backoff: { type: 'exponential', delay: 1000 },
      removeOnComplete: { age: KEPT_S },
    },
  )
  return jobId
}
