// A worker is killed while it works on a payout; a second one looks for locks that nobody has renewed.
// Look for: who takes the job over, how many tries BullMQ counts, and how often the money moves with and without a key.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Queue, Worker } from 'bullmq'

const connection = { url: process.env['REDIS_URL'] ?? '' }
const name = process.argv[2] ?? `demo-lost-${process.pid}`
const timing = { lockDuration: 500, stalledInterval: 250 }

if (process.argv[2]) {
  // The first worker, in a process of its own: it pays, and does not live to say so.
  new Worker(
    name,
    () => {
      process.send?.('paid')
      return new Promise(() => undefined)
    },
    { connection, ...timing },
  )
} else {
  const queue = new Queue(name, { connection })
  await queue.add('pay', { payout: 'p-1', cents: 1250 }, { jobId: 'p-1' })
  const keys: string[] = []
  const child = fork(fileURLToPath(import.meta.url), [name])
  await once(child, 'message')
  keys.push('p-1')
  child.kill('SIGKILL')
  await once(child, 'exit')
  console.log('the first worker has paid and was killed; the job is', await queue.getJobState('p-1'))

  const worker = new Worker(
    name,
    async (job) => {
      console.log('the second worker has', job.id, 'and tried before:', job.attemptsMade)
      keys.push(job.data.payout)
    },
    { connection, ...timing },
  )
  await once(worker, 'completed')
  console.log(
    'the bank was asked',
    keys.length,
    'times; with the payout as key, it has paid',
    new Set(keys).size,
    'time',
  )
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
}
