// Fifty clients count one task up at the same moment, in three ways of writing a change down.
// Look for: how far the counter came, and what each client believes that it has done.
import { type Collection, MongoClient } from 'mongodb'

interface Counter {
  _id: string
  version: number
}

type Change = (tasks: Collection<Counter>) => Promise<'done' | 'refused'>

const CLIENTS = 50

const ways: Record<string, Change> = {
  // Read, think, write: what was read may be old by now.
  'read, then write': async (tasks) => {
    const task = await tasks.findOne({ _id: 'a' })
    await tasks.updateOne({ _id: 'a' }, { $set: { version: (task?.version ?? 0) + 1 } })
    return 'done'
  },
  // The filter holds what was read, so that the write finds nothing when it is old.
  'write if still the same': async (tasks) => {
    const task = await tasks.findOne({ _id: 'a' })
    const { matchedCount } = await tasks.updateOne({ _id: 'a', version: task?.version ?? 0 }, { $inc: { version: 1 } })
    return matchedCount === 1 ? 'done' : 'refused'
  },
  // Nothing is read: the database itself adds.
  'let the database add': async (tasks) => {
    await tasks.updateOne({ _id: 'a' }, { $inc: { version: 1 } })
    return 'done'
  },
}

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/demo')
const tasks = client.db().collection<Counter>('tasks')
// Connections are opened before it counts: otherwise the first clients would be through before the last have begun.
await Promise.all(Array.from({ length: CLIENTS }, () => tasks.findOne({})))

console.log(`${CLIENTS} clients           believe it was done   were refused   counted   lost`)
for (const [name, change] of Object.entries(ways)) {
  await tasks.replaceOne({ _id: 'a' }, { version: 0 }, { upsert: true })
  const outcomes = await Promise.all(Array.from({ length: CLIENTS }, () => change(tasks)))
  const done = outcomes.filter((outcome) => outcome === 'done').length
  const counted = (await tasks.findOne({ _id: 'a' }))?.version ?? 0
  const cells = [done, CLIENTS - done, counted, done - counted]
  console.log(
    `${name.padEnd(24)}${cells
      .map((cell) => String(cell))
      .map((text, index) => text.padStart([15, 15, 10, 7][index] ?? 7))
      .join('')}`,
  )
}
await client.close()
