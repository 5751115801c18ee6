// Four payouts on their way through a queue, drawn as they move: where each job is, and why it goes on.
// Look for: the 202 before any work, the way back of a try that failed, and the job that is not tried again.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Change, draw } from 'backend-workbook/picture'
import { Queue, QueueEvents, UnrecoverableError, Worker } from 'bullmq'
import express from 'express'

const connection = { url: process.env['REDIS_URL'] ?? '' }
const name = `demo-lists-${process.pid}`
const queue = new Queue(name, { connection })
await queue.waitUntilReady()
const retries = { attempts: 3, backoff: { type: 'exponential', delay: 80 } }

const picture = draw('Four payouts in a queue', [
  { id: 'api', title: 'API', at: [0, 0] },
  { id: 'client', title: 'Client', at: [1, 0] },
  { id: 'waiting', title: 'waiting', kind: 'list', at: [0, 1] },
  { id: 'active', title: 'active', kind: 'list', at: [1, 1] },
  { id: 'completed', title: 'completed', kind: 'list', at: [2, 1] },
  { id: 'delayed', title: 'delayed', kind: 'list', at: [0, 2] },
  { id: 'worker', title: 'Worker', at: [1, 2] },
  { id: 'failed', title: 'failed: dead letters', kind: 'list', at: [2, 2] },
])

type List = 'waiting' | 'active' | 'completed' | 'delayed' | 'failed'
const lists: Record<List, string[]> = { waiting: [], active: [], completed: [], delayed: [], failed: [] }
const tries: Record<string, number> = {}

/** Draws that a job is now in this list. It leaves the one in which it was. */
function moved(id: string, to: List, say: string, change: Change = {}): void {
  const from = (Object.keys(lists) as List[]).find((list) => lists[list].includes(id))
  if (from) lists[from] = lists[from].filter((each) => each !== id)
  lists[to] = [...lists[to], id]
  const label = (each: string) => (tries[each] ? `${each}, try ${tries[each]}` : each)
  const items = Object.fromEntries(Object.entries(lists).map(([list, ids]) => [list, ids.map(label)]))
  picture.step(`${id} ${say}`, { move: [from ?? 'api', to], what: id, items, ...change })
}

// The events are a stream in Redis: in the order in which all this happened, and from its beginning.
const events = new QueueEvents(name, { connection, lastEventId: '0' })
events.on('waiting', ({ jobId, prev }) => {
  // Of a new job, `add` itself has told: it is kept then, and this event comes any time after.
  if (prev) moved(jobId, 'waiting', 'has waited long enough')
})
events.on('active', ({ jobId }) => {
  tries[jobId] = (tries[jobId] ?? 0) + 1
  moved(jobId, 'active', `is taken: try ${tries[jobId]}`, { state: { worker: `works on ${jobId}` } })
})
events.on('delayed', ({ jobId }) => moved(jobId, 'delayed', 'has failed, and is tried again later', { tone: 'wait' }))
events.on('completed', ({ jobId, returnvalue }) =>
  moved(jobId, 'completed', `is paid: ${returnvalue}`, { tone: 'good' }),
)
events.on('failed', ({ jobId, failedReason }) =>
  moved(jobId, 'failed', `has failed for good: ${failedReason}`, { tone: 'bad' }),
)

await events.waitUntilReady()
const app = express()
app.post('/payouts/:id', async ({ params: { id } }, response) => {
  await queue.add('pay', { cents: 1250 }, { ...retries, jobId: id })
  moved(id, 'waiting', 'is in the queue')
  response.status(202).location(`/payouts/${id}`).json({ id, status: 'queued' })
})
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
for (const id of ['p-fine', 'p-closed', 'p-wrong', 'p-also']) {
  const start = performance.now()
  const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/payouts/${id}`, {
    method: 'POST',
  })
  const ms = Math.round(performance.now() - start)
  picture.step(`POST /payouts/${id} has its answer ${status} after ${ms} ms`, {
    move: ['api', 'client'],
    what: `${status}`,
    tone: 'good',
  })
}

picture.step('nothing is paid yet. A worker starts', { state: { worker: 'starts' } })
const worker = new Worker(
  name,
  async ({ id, attemptsMade }) => {
    await sleep(40) // the bank takes its time
    if (id === 'p-closed' && attemptsMade < 2) throw new Error('the bank is closed')
    if (id === 'p-wrong') throw new UnrecoverableError('no such account')
    return `transfer of ${id}`
  },
  { connection },
)
while (lists.completed.length + lists.failed.length < 4) await sleep(5)
await worker.close()
const counts = await queue.getJobCounts('completed', 'failed')
picture.step(`Redis counts ${counts['completed']} completed and ${counts['failed']} failed`, {
  state: { worker: 'closed' },
})
server.close()
await events.close()
await queue.obliterate({ force: true })
await queue.close()
