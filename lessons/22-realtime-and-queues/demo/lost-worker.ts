// A worker is killed while it works on a payout; a second one looks for locks that nobody has renewed.
// Look for: who takes the job over and when, how many tries BullMQ counts, and how often the money moves with and without a key.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { draw, type Picture } from 'backend-workbook/picture'
import { type Job, Queue, QueueEvents, Worker } from 'bullmq'
import { Redis } from 'ioredis'

const connection = { url: process.env['REDIS_URL'] ?? '' }
const name = process.argv[2] ?? `demo-lost-${process.pid}`
const timing = { lockDuration: 500, stalledInterval: 250 }

if (process.argv[2]) {
  // The first worker, in a process of its own: it pays, and does not live to say so.
  const pay = async () => {
    await sleep(50)
    process.send?.('pay')
    return new Promise(() => undefined)
  }
  await new Worker(name, pay, { connection, ...timing }).waitUntilReady()
  process.send?.('ready')
} else {
  await takeOver(new Queue(name, { connection }))
}

async function takeOver(queue: Queue): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [name])
  await once(child, 'message')
  const picture = draw('A worker is killed', [
    { id: 'first', title: 'Worker 1', at: [0, 0] },
    { id: 'bank', title: 'Bank', at: [1, 0] },
    { id: 'second', title: 'Worker 2', at: [2, 0] },
    { id: 'waiting', title: 'waiting', kind: 'list', at: [0, 1] },
    { id: 'active', title: 'active', kind: 'list', at: [1, 1] },
    { id: 'completed', title: 'completed', kind: 'list', at: [2, 1] },
    { id: 'lock', title: 'Lock of p-1', kind: 'tank', unit: 'ms', at: [1, 2] },
  ])
  const events = drawEvents(picture)
  await events.waitUntilReady()
  const stop = new AbortController()
  const watching = watchLock(queue, picture, stop.signal)
  const keys: string[] = []
  const asked = once(child, 'message')
  await queue.add('pay', { payout: 'p-1', cents: 1250 }, { jobId: 'p-1' })
  const [what] = await asked
  keys.push('p-1')
  const state = { first: 'has p-1', bank: 'asked once' }
  picture.step('worker 1 asks the bank to pay', { move: ['first', 'bank'], what, state })
  await sleep(300) // it lives on, and renews its lock
  child.kill('SIGKILL')
  await once(child, 'exit')
  picture.step(`worker 1 is killed; p-1 is still ${await queue.getJobState('p-1')}`, {
    state: { first: ['killed', 'bad'] },
  })

  const pay = async ({ data, attemptsMade }: Job) => {
    await sleep(50)
    keys.push(data.payout)
    const say = `worker 2 asks the bank to pay; tried before: ${attemptsMade}`
    picture.step(say, {
      move: ['second', 'bank'],
      what: 'pay',
      tone: 'wait',
      state: { second: 'has p-1', bank: ['asked twice', 'wait'] },
    })
  }
  const worker = new Worker(name, pay, { connection, ...timing })
  picture.step('worker 2 looks for active jobs without a lock', { state: { second: 'looks for lost jobs' } })
  await once(events, 'completed')
  stop.abort()
  await watching
  const word = `paid ${new Set(keys).size}×`
  picture.step(`asked ${keys.length} times, and with the payout as key: ${word}`, { state: { bank: [word, 'good'] } })
  await worker.close()
  await events.close()
  await queue.obliterate({ force: true })
  await queue.close()
}

/** Each event says in which list the job is now. They come from a stream in Redis, from its beginning on. */
function drawEvents(picture: Picture): QueueEvents {
  const events = new QueueEvents(name, { connection, lastEventId: '0' })
  let from = 'waiting'
  for (const list of ['waiting', 'active', 'completed'] as const) {
    events.on(list, ({ prev }: { prev?: string }) => {
      const say = list === 'waiting' && prev ? 'p-1 is waiting again: it was active without a lock' : `p-1 is ${list}`
      const items = { waiting: [], active: [], completed: [], [list]: ['p-1'] }
      picture.step(say, { ...(from !== list && { move: [from, list] }), what: 'p-1', items })
      from = list
    })
  }
  events.on('stalled', ({ jobId }) => picture.step(`${jobId} counts as stalled, not as a failed try`, { tone: 'bad' }))
  return events
}

/** Asks Redis again and again how long the lock lasts, and once more when that is over. */
async function watchLock(queue: Queue, picture: Picture, signal: AbortSignal): Promise<void> {
  const redis = new Redis(connection.url)
  for (let [last, isOver] = [0, false]; !isOver; await sleep(60)) {
    isOver = signal.aborted
    const left = Math.max(0, await redis.pttl(`${queue.toKey('p-1')}:lock`))
    const say = left === 0 ? 'the lock is gone' : `the lock ${left > last ? 'is set, and ' : ''}lasts ${left} ms`
    if (left !== last) picture.step(say, { level: { lock: left } })
    last = left
  }
  redis.disconnect()
}
