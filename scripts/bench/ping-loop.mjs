// Asks a server on this machine for nothing, again and again, until its own input ends; says the longest wait in ms.
import { MongoClient } from 'mongodb'

const client = await MongoClient.connect(`mongodb://127.0.0.1:${process.argv[2]}/`)
let isOver = false
process.stdin.on('end', () => {
  isOver = true
})
process.stdin.resume()
await client.db('bench').command({ ping: 1 })
process.stdout.write('ready\n')
let longest = 0
while (!isOver) {
  const started = performance.now()
  await client.db('bench').command({ ping: 1 })
  longest = Math.max(longest, performance.now() - started)
  await new Promise((resolve) => setTimeout(resolve, 2))
}
process.stdout.write(`${longest}\n`)
await client.close()
