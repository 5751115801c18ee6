// One queue, three payouts, and a bank that fails at times. Each line says how often the job was tried before.
// Look for: the waits between the tries, the refusal that nobody repeats, and where the failed ones are in the end.
import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq'

const connection = { url: process.env['REDIS_URL'] ?? '' }
const name = `demo-retries-${process.pid}`
const queue = new Queue<{ cents: number }>(name, { connection })
const options = { attempts: 4, backoff: { type: 'exponential', delay: 100 } }
for (const id of ['p-fine', 'p-closed', 'p-wrong']) await queue.add('pay', { cents: 1250 }, { ...options, jobId: id })
console.log('after add:', (await queue.getJobCounts('waiting', 'failed')).waiting, 'are waiting, and no worker runs')

const start = performance.now()
const worker = new Worker<{ cents: number }>(
  name,
  async (job: Job) => {
    const ms = Math.round((performance.now() - start) / 100) * 100
    console.log(`about ${ms} ms`.padEnd(14), job.id, 'tried before:', job.attemptsMade)
    if (job.id === 'p-closed') throw new Error('the bank is closed')
    if (job.id === 'p-wrong') throw new UnrecoverableError('no such account')
    return { transferId: 't-1' }
  },
  { connection },
)

while ((await queue.getJobCountByTypes('completed', 'failed')) < 3)
  await new Promise((resolve) => setTimeout(resolve, 20))
for (const job of await queue.getFailed()) console.log('failed:', job.id, job.attemptsMade, job.failedReason)
await worker.close()
await queue.obliterate({ force: true })
await queue.close()
