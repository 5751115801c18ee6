// Two readers page through the same list, three at a time, newest first. While they read, two products are added.
// Look for: which product the first of them meets twice, and why the other does not.
import { MongoClient } from 'mongodb'

interface Product {
  _id: number
  day: number
}

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const products = client.db().collection<Product>('pages_of_the_demo')
const newestFirst = () => products.find({}).sort({ day: -1, _id: -1 })

async function byOffset(page: number, last?: Product): Promise<Product[]> {
  return newestFirst()
    .skip(page * 3)
    .limit(3)
    .toArray()
}

async function byCursor(page: number, last?: Product): Promise<Product[]> {
  if (!last) return newestFirst().limit(3).toArray()
  const behind = { $or: [{ day: { $lt: last.day } }, { day: last.day, _id: { $lt: last._id } }] }
  return products.find(behind).sort({ day: -1, _id: -1 }).limit(3).toArray()
}

for (const [name, read] of Object.entries({ 'by offset': byOffset, 'by cursor': byCursor })) {
  await products.drop()
  // Three products a day, so that pages end in the middle of a day.
  await products.insertMany([1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ _id: id, day: Math.ceil(id / 3) })))
  const pages: number[][] = []
  let last: Product | undefined
  for (let page = 0; page < 4; page += 1) {
    const items = await read(page, last)
    pages.push(items.map(({ _id }) => _id))
    last = items.at(-1)
    if (page === 0) await products.insertMany([9, 10].map((id) => ({ _id: id, day: 9 })))
    if (page === 1) await products.deleteMany({ _id: { $in: [10, 9, 8, 7] } })
  }
  const met = pages.flat()
  const twice = met.filter((id, index) => met.indexOf(id) !== index)
  const never = [1, 2, 3, 4, 5, 6].filter((id) => !met.includes(id))
  console.log(`${name}   ${pages.map((page) => page.join(' ') || '-').join('  |  ')}`)
  console.log(`            twice: ${twice.join(' ') || 'none'}, never: ${never.join(' ') || 'none'}`)
}
await client.close()
