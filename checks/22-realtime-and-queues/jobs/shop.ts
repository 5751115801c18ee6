import { randomUUID } from 'node:crypto'
import { expect, serviceUrl } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'
import {
  type JobSettings,
  openApi,
  type PayoutWorker,
  startWorker,
} from '../../../exercises/22-realtime-and-queues/jobs.ts'
import { type Ask, serving } from '../serving.ts'
import { FakeBank } from './bank.ts'

/** Locks are long, so that a busy machine loses none. */
const SETTINGS: JobSettings = {
  attempts: 3,
  backoffMs: 60,
  concurrency: 2,
  summaryMs: 60_000,
  lockMs: 6000,
  stalledMs: 3000,
}

export interface Shop {
  ask: Ask
  bank: FakeBank
  /** When summaries were sent, in milliseconds. */
  summaries: number[]
  /** Starts a worker that ends with the check at the latest. */
  work: (redisUrl?: string) => Promise<PayoutWorker>
  /** Queues a payout, which must be taken. */
  post: (payout: { id: string; vendorId: string; cents?: number; payAt?: number }) => Promise<void>
  get: (id: string) => Promise<{ status?: unknown; transferId?: unknown }>
  /** Polls until the payout has this status. */
  becomes: (id: string, status: string) => Promise<void>
}

/** An API of its own for one check, with a queue of its own, a bank and no worker yet. */
export async function openShop(options: { settings?: Partial<JobSettings>; apiRedis?: string } = {}): Promise<Shop> {
  const settings = { ...SETTINGS, ...options.settings }
  const deps = { queue: `payouts${randomUUID().replaceAll('-', '')}`, settings }
  const bank = new FakeBank()
  const summaries: number[] = []
  const api = openApi({ ...deps, redisUrl: options.apiRedis ?? serviceUrl('redis') })
  onTestFinished(() => api.close())
  const { ask } = await serving(api.app)
  const sendSummary = async () => {
    summaries.push(performance.now())
    if (summaries.length % 2 === 0) throw new Error('the mail server is away')
  }
  const get: Shop['get'] = async (id) => Object((await ask('GET', `/payouts/${encodeURIComponent(id)}`)).body)
  return {
    ask,
    bank,
    summaries,
    get,
    async work(redisUrl = serviceUrl('redis')) {
      const worker = await startWorker({ ...deps, redisUrl, bank, sendSummary })
      let stopped: Promise<void> | undefined
      const stop = () => {
        stopped ??= worker.stop()
        return stopped
      }
      onTestFinished(() => {
        bank.open()
        return stop()
      })
      return { stop }
    },
    async post(payout) {
      const body = { cents: 1000, ...payout }
      const { status } = await ask('POST', '/payouts', body)
      expect(status, `the status of POST /payouts ${JSON.stringify(body)}`).toBe(202)
    },
    async becomes(id, wanted) {
      let status: unknown
      // Paid, failed and unknown are ends: nobody waits for another.
      const isOver = async () => {
        status = (await get(id)).status
        return status === wanted || (status !== 'queued' && status !== 'paying')
      }
      const message = `whether payout ${id} becomes ${wanted} in time`
      await expect.poll(isOver, { message, timeout: 1500, interval: 15 }).toBe(true)
      expect(status, `the status of payout ${id} in the end`).toBe(wanted)
    },
  }
}
