import { type ConnectionOptions, type Job, Queue, UnrecoverableError, Worker } from 'bullmq'
import express, { type Express } from 'express'

export interface Bank {
  transfer: (order: { key: string; vendorId: string; cents: number }) => Promise<{ transferId: string }>
}

export interface JobSettings {
  attempts: number
  backoffMs: number
  concurrency: number
  summaryMs: number
  lockMs: number
  stalledMs: number
}

export interface JobDeps {
  redisUrl: string
  queue: string
  settings: JobSettings
}

export interface WorkerDeps extends JobDeps {
  bank: Bank
  sendSummary: () => Promise<void>
}

export interface PayoutApi {
  app: Express
  close: () => Promise<void>
}

export interface PayoutWorker {
  stop: () => Promise<void>
}

interface Payout {
  id: string
  vendorId: string
  cents: number
}

const ID = /^[\w:-]{1,100}$/
/** A client gives up at some time: it is told before that we cannot promise anything. */
const DEADLINE_MS = 1500
/** A worker that dies is no fault of the payout. The default is to give a job up when a second worker dies of it. */
const MOST_STALLS = 1000

/** BullMQ refuses ids that are whole numbers, and most with a colon. No letter of ours is lost: "." is in no id. */
const jobIdOf = (id: string) => `payout-${id.replaceAll(':', '.')}`

/** A queue of each kind: a failed summary is no dead letter, and waits for no payout. */
const summariesOf = (queue: string) => `${queue}-summaries`

export function openApi({ redisUrl, queue: name, settings }: JobDeps): PayoutApi {
  const queue = new Queue<Payout>(name, { connection: connectionTo(redisUrl) })
  queue.on('error', (error) => console.error(`queue ${name}: ${error.message}`))
  const app = express()
  app.use(express.json())

  app.post('/payouts', async (request, response) => {
    const { id, vendorId, cents, payAt } = request.body ?? {}
    if (!isPayout(id, vendorId, cents) || !isTime(payAt))
      return void response.status(400).json({ error: 'bad_request' })
    const work = queue.add(
      'pay',
      { id, vendorId, cents },
      {
        jobId: jobIdOf(id),
        delay: Math.max(0, (payAt ?? 0) - Date.now()),
        attempts: settings.attempts,
        backoff: { type: 'exponential', delay: settings.backoffMs },
      },
    )
    const status = await inTime(work.then((job) => statusOf(job))).catch(() => undefined)
    if (status === undefined) return void response.status(503).json({ error: 'unavailable' })
    response
      .status(202)
      .location(`/payouts/${encodeURIComponent(id)}`)
      .json({ id, status })
  })

  const jobOf = async (id: string) => (ID.test(id) ? queue.getJob(jobIdOf(id)) : undefined)

  app.get('/payouts/:id', async ({ params: { id } }, response) => {
    const job = await jobOf(id)
    if (!job) return void response.status(404).json({ error: 'not_found' })
    response.json({ id, status: await statusOf(job), ...job.returnvalue })
  })

  app.get('/dead-letters', async (_request, response) => {
    const jobs = await queue.getFailed()
    response.json(
      jobs.map(({ data, attemptsMade, failedReason }) => ({ ...data, attempts: attemptsMade, error: failedReason })),
    )
  })

  app.post('/dead-letters/:id/retry', async ({ params: { id } }, response) => {
    const job = await jobOf(id)
    if (!(await job?.isFailed())) return void response.status(404).json({ error: 'not_found' })
    await job?.retry('failed', { resetAttemptsMade: true })
    response.status(202).json({ id, status: 'queued' })
  })

  return { app, close: () => queue.close() }
}

function isPayout(id: unknown, vendorId: unknown, cents: unknown): boolean {
  const isNamed = typeof id === 'string' && ID.test(id) && typeof vendorId === 'string' && vendorId !== ''
  return isNamed && Number.isSafeInteger(cents) && Number(cents) >= 1
}

function isTime(payAt: unknown): boolean {
  return payAt === undefined || Number.isFinite(payAt)
}

async function statusOf(job: Job): Promise<string> {
  const state = await job.getState()
  if (state === 'completed') return 'paid'
  if (state === 'active') return 'paying'
  return state === 'failed' ? 'failed' : 'queued'
}

/** A command of a client that has lost Redis waits for it, as long as it takes. */
function inTime<Value>(work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Redis does not answer')), DEADLINE_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export async function startWorker(deps: WorkerDeps): Promise<PayoutWorker> {
  const { redisUrl, queue: name, settings, bank } = deps
  const options = {
    connection: connectionTo(redisUrl),
    lockDuration: settings.lockMs,
    stalledInterval: settings.stalledMs,
    maxStalledCount: MOST_STALLS,
  }
  const schedule = new Queue(summariesOf(name), { connection: connectionTo(redisUrl) })
  await schedule.upsertJobScheduler(
    'summary',
    { every: settings.summaryMs },
    { opts: { removeOnComplete: true, removeOnFail: true } },
  )
  await schedule.close()
  const workers = [
    new Worker<Payout>(name, (job) => pay(bank, job), { ...options, concurrency: settings.concurrency }),
    new Worker(summariesOf(name), () => deps.sendSummary(), options),
  ]
  for (const worker of workers) worker.on('error', (error) => console.error(`worker of ${name}: ${error.message}`))
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

/** The key is the payout's, not the try's: the bank knows a second try of the same transfer by it. */
async function pay(bank: Bank, { data: { id, vendorId, cents } }: Job<Payout>): Promise<{ transferId: string }> {
  try {
    const { transferId } = await bank.transfer({ key: `payout-${id}`, vendorId, cents })
    return { transferId }
  } catch (error) {
    if (error instanceof Error && 'final' in error && error.final === true) throw new UnrecoverableError(error.message)
    throw error
  }
}

function connectionTo(url: string): ConnectionOptions {
  return { url }
}
