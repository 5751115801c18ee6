// Five titles, and texts that somebody might type into a search field: as a regular expression, and escaped.
// Look for: what finds too much, what finds nothing, what fails; and how the time grows with each letter at the end.
import { MongoClient } from 'mongodb'

const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const products = client.db().collection('products_of_the_demo')
await products.drop()
await products.insertMany(
  ['C++ book', 'Clean C', 'Tea (green)', 'Oats 1.5 kg', 'Oats 125 g'].map((title) => ({ title })),
)

const search = async ($regex: string) => {
  try {
    const found = await products.find({ title: { $regex, $options: 'i' } }).toArray()
    return found.map(({ title }) => title).join(', ') || '-'
  } catch {
    return 'an error, and status 500'
  }
}

for (const typed of ['tea', 'c+', '1.5', '.', 'tea (g', '^c']) {
  console.log(`${typed.padEnd(8)} as it is   ${await search(typed)}`)
  console.log(`${''.padEnd(8)} escaped    ${await search(escapeRegex(typed))}`)
}
await client.close()

// The same in JavaScript, whose engine tries every way to divide the letters before it gives up.
console.log('\n(a+)+$ against letters and an exclamation mark')
for (const letters of [16, 18, 20, 22, 24]) {
  const start = performance.now()
  const matches = /(a+)+$/.test(`${'a'.repeat(letters)}!`)
  console.log(`${letters} letters: ${matches} after ${(performance.now() - start).toFixed(1)} ms`)
}
