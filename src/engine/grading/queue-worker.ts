import { once } from 'node:events'
import { type Job, WaitingError, Worker } from 'bullmq'
import type { Grade } from './graded.ts'
import { type HereRequest, judgingHere } from './judging.ts'
import { connectTo, type GradeJob, type GradeJobResult, PREFIX, queueNameOf } from './queue.ts'

export interface WorkerRequest extends Omit<HereRequest, 'submissions'> {
  /** Of Redis. */
  url: string
  /** Told of each job when it is done; `problem` where it was not. */
  onDone: (done: { job: string; grades: number; problem?: string }) => void
}

/** A worker that says nothing for so long is gone, and another takes its job. It speaks each half of that. */
const LOCK_MS = 10_000
/** A job that has ended so many workers is given up. */
const MOST_STALLS = 3

/**
 * Judges what is on the queue until the signal is aborted; what is under way then goes back for others.
 * @throws Problem when the address makes no sense
 */
export async function workOnQueue(request: WorkerRequest): Promise<void> {
  const { url, course, workers, signal, onDone } = request
  const judging = judgingHere({ ...request, submissions: [] })
  const connection = connectTo(url)
  const work = async (job: Job<GradeJob, GradeJobResult>, token?: string): Promise<GradeJobResult> => {
    const { files, exercises } = job.data
    const grades: Grade[] = []
    const decoded = files.map(({ path, content }) => ({ path, content: Buffer.from(content, 'base64') }))
    try {
      await judging.judge({ files: decoded, leftOut: [], digest: '' }, exercises, (grade) => grades.push(grade))
    } catch (error) {
      if (!signal.aborted) throw error
      await job.moveToWait(token)
      throw new WaitingError()
    }
    return grades
  }
  const worker = new Worker<GradeJob, GradeJobResult>(queueNameOf(course), work, {
    connection,
    prefix: PREFIX,
    concurrency: workers,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    maxStalledCount: MOST_STALLS,
  })
  worker.on('error', () => undefined)
  worker.on('completed', ({ id = '', returnvalue }) => onDone({ job: id, grades: returnvalue.length }))
  worker.on('failed', (job, { message }) => onDone({ job: job?.id ?? '', grades: 0, problem: message }))
  if (!signal.aborted) await once(signal, 'abort')
  await worker.close()
  connection.disconnect()
}
