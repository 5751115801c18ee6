/**
 * Prints `{"ours":…,"reference":…}`: milliseconds that 10,000 jobs take through the queue of `course grade`, with workers that
 * wait for a recorded time in place of judging, and what that time makes by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue, QueueEvents, Worker } from 'bullmq'
import { openConnection } from '../../src/engine/grading/connection.ts'
import { PREFIX } from '../../src/engine/grading/queue.ts'
import { redis } from '../../src/services/redis/service.ts'

const JOBS = 10_000
/** As many as 100 machines with four cores judge at a time. */
const AT_A_TIME = 800
/** Of a workbook with one exercise in it, on this kind of machine. */
const RECORDED_MS = 450

const service = await redis.start({ env: process.env, packageRoot: process.cwd() })
const { signal } = new AbortController()
const open = () => openConnection({ url: service.url, signal, onWarning: console.error })
const [own, forWorker] = [await open(), await open()]
const queue = new Queue('bench', { connection: own, prefix: PREFIX })
const events = new QueueEvents('bench', { connection: own, prefix: PREFIX })
await events.waitUntilReady()
let done = 0
const all = new Promise<void>((resolve) => {
  events.on('completed', () => {
    done += 1
    if (done === JOBS) resolve()
  })
})
const files = [{ path: '01/a.ts', content: Buffer.alloc(1500, 'a').toString('base64') }]
const jobs = Array.from({ length: JOBS }, (_, n) => ({
  name: 'grade',
  data: { exercises: ['1/a'], files },
  opts: { jobId: `job-${n}` },
}))
const start = performance.now()
for (let from = 0; from < JOBS; from += 500) await queue.addBulk(jobs.slice(from, from + 500))
const worker = new Worker('bench', () => sleep(RECORDED_MS, [{ exercise: '1/a', status: 'judged' }]), {
  connection: forWorker,
  prefix: PREFIX,
  concurrency: AT_A_TIME,
})
await all
const ours = performance.now() - start
await worker.close()
await Promise.all([queue.close(), events.close()])
for (const connection of [own, forWorker]) connection.disconnect()
await service.stop()
console.log(JSON.stringify({ ours, reference: (JOBS / AT_A_TIME) * RECORDED_MS, label: service.label }))
process.exit(0)
