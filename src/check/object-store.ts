import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, SeenRequest } from '../services/s3/desk.ts'
import type { StoreReport } from '../services/s3/report.ts'
import { STORE_VARIABLE } from '../services/variables.ts'
import { restartClock } from './fence.ts'
import { noteRunOut, stretched } from './in-time.ts'
import { serviceUrl } from './service.ts'

/** The object store of this run, as only its operator knows it. */
export interface ObjectStore {
  endpoint: string
  region: string
  bucket: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  /** What it holds, what was asked of it, and which uploads are open. */
  report: () => Promise<StoreReport>
  /** Requests of one operation, the oldest first. */
  seen: (operation: SeenRequest['operation']) => Promise<SeenRequest[]>
  /**
   * The report, as soon as it is as it should be.
   * @throws Error saying `what` there was not, after 1.5 s
   */
  waitUntil: (what: string, holds: (report: StoreReport) => boolean) => Promise<StoreReport>
  /** The next request of that operation goes wrong, or the next `times`. */
  fail: (fault: Fault) => Promise<void>
  /** Ends all faults, and lets go what they hold. */
  mend: () => Promise<void>
  /** Sets its clock ahead of the machine's; 0 sets it right again. */
  setAhead: (seconds: number) => Promise<void>
}

/** Taken before anybody's code runs: checks may make the clock stand still. */
const clock = performance.now.bind(performance)
const WAIT_MS = 1500
const POLL_MS = 10

/**
 * The object store of this run, for an exercise with `services: [s3]`.
 * @throws Error when the exercise does not ask for that service
 *
 * @example expect((await objectStore().report()).openUploads).toEqual([])
 */
export function objectStore(): ObjectStore {
  const endpoint = serviceUrl('s3')
  const told = (name: string) => process.env[name] ?? ''
  const desk = told(STORE_VARIABLE)
  const report = async () => (await ask(desk)) as StoreReport
  return {
    endpoint,
    region: told('AWS_REGION'),
    bucket: told('S3_BUCKET'),
    credentials: { accessKeyId: told('AWS_ACCESS_KEY_ID'), secretAccessKey: told('AWS_SECRET_ACCESS_KEY') },
    report,
    seen: async (operation) => (await report()).requests.filter((request) => request.operation === operation),
    async waitUntil(what, holds) {
      const start = clock()
      for (;;) {
        const now = await report()
        if (holds(now)) {
          restartClock()
          return now
        }
        const givenMs = stretched(WAIT_MS)
        if (clock() - start > givenMs) {
          noteRunOut(WAIT_MS, givenMs)
          throw new Error(`${what}: not within ${WAIT_MS / 1000} s`)
        }
        await sleep(POLL_MS)
      }
    },
    fail: async (fault) => void (await ask(`${desk}/faults`, 'POST', fault)),
    mend: async () => void (await ask(`${desk}/faults`, 'DELETE')),
    setAhead: async (seconds) => void (await ask(`${desk}/clock`, 'PUT', { seconds })),
  }
}

async function ask(url: string, method = 'GET', value?: unknown): Promise<unknown> {
  const response = await fetch(url, { method, ...(value !== undefined && { body: JSON.stringify(value) }) })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return JSON.parse(text)
}
