import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Job, WaitingError, Worker } from 'bullmq'
import { Problem } from '../../problem.ts'
import { type ConnectionRequest, openConnection, unlessStopped } from './connection.ts'
import type { Grade } from './graded.ts'
import { type HereRequest, type Judging, judgingHere } from './judging.ts'
import { type GradeJob, type GradeJobResult, PREFIX, queueNameOf } from './queue.ts'

export interface WorkerRequest extends HereRequest, ConnectionRequest {
  /** Told when it begins to take work. */
  onReady: () => void
  /** Told of each job when it is done; `problem` where it was not. */
  onDone: (done: { job: string; grades: number; problem?: string }) => void
}

type GradeWorker = Worker<GradeJob, GradeJobResult>

/** A worker that says nothing for so long is gone, and another takes its job. It speaks each half of that. */
const LOCK_MS = 10_000
/**
 * A job that has ended so many workers is given up with the next. It comes first when its worker is gone, so that it is often a
 * new one that takes it; where machines come and go every few seconds, a handful of them was not enough.
 */
const MOST_STALLS = 24
/** A machine that cannot judge leaves the work to others. */
const MOST_FAILURES = 5
const CLOSE_MS = 5000

/**
 * Judges what is on the queue until the signal is aborted; what is under way then goes back for others.
 * @throws Problem when the address makes no sense, nobody answers there, or this machine cannot judge
 */
export async function workOnQueue(request: WorkerRequest): Promise<void> {
  const { workers, signal, onReady, onDone } = request
  const connection = await openConnection(request)
  const stopped = new AbortController()
  signal.addEventListener('abort', () => stopped.abort(), { once: true })
  const judging = judgingHere({ ...request, signal: stopped.signal })
  const worker: GradeWorker = new Worker(queueNameOf(request), workWith(judging, stopped.signal), {
    connection,
    prefix: PREFIX,
    concurrency: workers,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    maxStalledCount: MOST_STALLS,
  })
  const unable = tellOf(worker, onDone, () => stopped.abort())
  await unlessStopped(worker.waitUntilReady(), signal).then(onReady, () => undefined)
  if (signal.aborted) stopped.abort()
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort')
  await Promise.race([worker.close(), sleep(CLOSE_MS, undefined, { ref: false })])
  connection.disconnect()
  const why = unable()
  if (why === undefined) return
  throw new Problem(
    `This machine could not judge ${MOST_FAILURES} submissions in a row: ${why}`,
    'Mend that, and start it again.',
  )
}

/** @returns tells why this machine cannot judge, once it has failed too often */
function tellOf(worker: GradeWorker, onDone: WorkerRequest['onDone'], onUnable: () => void): () => string | undefined {
  let failures = 0
  let last = ''
  worker.on('error', () => undefined)
  worker.on('completed', ({ id = '', returnvalue }) => {
    failures = 0
    onDone({ job: id, grades: returnvalue.length })
  })
  worker.on('failed', (job, { message }) => {
    failures += 1
    last = message
    onDone({ job: job?.id ?? '', grades: 0, problem: message })
    if (failures === MOST_FAILURES) onUnable()
  })
  return () => (failures < MOST_FAILURES ? undefined : last)
}

function workWith(judging: Judging, signal: AbortSignal) {
  return async (job: Job<GradeJob, GradeJobResult>, token?: string): Promise<GradeJobResult> => {
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
}
