// Somebody leafs through twelve tasks, newest first, four at a time. Between two pages, others create one and delete one.
// Look for: which tasks are shown twice or never by counting, and which by remembering the place.
import { type Collection, type Document, MongoClient } from 'mongodb'

type NextPage = (tasks: Collection<Document>, seen: Document[]) => Promise<Document[]>

const SIZE = 4
/** One more than twelve tasks need. */
const PAGES = 4

const ways: Record<string, NextPage> = {
  'skip as many as were seen': (tasks, seen) =>
    tasks.find().sort({ createdAt: -1, _id: -1 }).skip(seen.length).limit(SIZE).toArray(),

  'go on after the last one': (tasks, seen) => {
    const last = seen.at(-1)
    const older = [
      { createdAt: { $lt: last?.['createdAt'] } },
      { createdAt: last?.['createdAt'], _id: { $lt: last?.['_id'] } },
    ]
    return tasks
      .find(last ? { $or: older } : {})
      .sort({ createdAt: -1, _id: -1 })
      .limit(SIZE)
      .toArray()
  },
}

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/demo')
for (const [name, nextPage] of Object.entries(ways)) {
  for (const happens of ['one is created', 'one is deleted'] as const) {
    const tasks = client.db().collection<Document>(`${name} ${happens}`)
    await tasks.insertMany(Array.from({ length: 12 }, (_, index) => task(index + 1)))
    const seen: Document[] = []
    for (let pages = 0; pages < PAGES; pages += 1) {
      const page = await nextPage(tasks, seen)
      seen.push(...page)
      if (happens === 'one is created') await tasks.insertOne(task(13 + pages))
      else await tasks.deleteOne({ _id: page[0]?.['_id'] })
    }
    const ids = seen.map(({ _id }) => Number(_id))
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
    const never = Array.from({ length: 12 }, (_, index) => index + 1).filter((id) => !ids.includes(id))
    console.log(`${name}, while ${happens} after each page`)
    console.log(`    shown  ${ids.join(' ')}`)
    console.log(`    twice  ${twice.join(' ') || '-'}     never  ${never.join(' ') || '-'}`)
  }
}
await client.close()

function task(number: number): Document {
  return { _id: number as unknown, createdAt: new Date(Date.UTC(2026, 2, 1, 9, number)) } as Document
}
