// The stand-in for MongoDB against an older build of it: processor time of the server for one operation, in pairs. Linux
// only: it is read from /proc. Both builds answer the same driver, in turns.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'

const DOCUMENTS = 20_000
/** Beside them, so that a transaction that copies a collection shows. */
const OTHERS = 80_000
const MB = 1024 * 1024

/** Starts the stand-in of a checkout that is built. */
export async function startStandIn(root) {
  const child = spawn(process.execPath, [join(root, 'dist', 'mongodb-host.js')], { stdio: ['pipe', 'ignore', 'pipe'] })
  const port = await new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', () => reject(new Error(`${root}: ${said}`)))
    child.stderr.on('data', (text) => {
      said += text
      const [, found] = /port (\d+)/.exec(said) ?? []
      if (found) resolve(Number(found))
    })
  })
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${port}/`)
  const stop = async () => {
    await client.close()
    child.kill()
  }
  return { client, orders: client.db('bench').collection('orders'), cpu: () => processorTime(child.pid), stop }
}

/** Milliseconds on a processor, all threads that live. */
function processorTime(pid) {
  const [ns] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')
  return Number(ns) / 1e6
}

const order = (i) => ({ _id: i, n: i, email: `u${i}@example.com`, items: [1, 2, 3], note: 'some text', price: i / 3 })

export async function fill({ orders }) {
  await orders.insertMany(Array.from({ length: DOCUMENTS }, (_, i) => order(i)))
  await orders.insertMany(Array.from({ length: OTHERS }, (_, i) => order(DOCUMENTS + i)))
  for (const field of ['n', 'email', 'price']) await orders.createIndex({ [field]: 1 })
}

let next = 1_000_000
const OPERATIONS = {
  insertOne: ({ orders }) => orders.insertOne(order(next++)),
  findOne: ({ orders }, i) => orders.findOne({ _id: i % DOCUMENTS }),
  find10: ({ orders }, i) => orders.find({ n: { $gte: i % 9000, $lt: (i % 9000) + 10 } }).toArray(),
  updateOne: ({ orders }, i) => orders.updateOne({ _id: i % DOCUMENTS }, { $set: { price: i * 2 } }),
  transaction: ({ client, orders }, i) =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        await orders.updateOne({ _id: i % DOCUMENTS }, { $inc: { n: -1 } }, { session })
        await orders.updateOne({ _id: (i + 1) % DOCUMENTS }, { $inc: { n: 1 } }, { session })
      }),
    ),
}

/** Milliseconds of the server's processor for one operation, over so many. */
export async function costOf(server, name, count) {
  const before = server.cpu()
  for (let i = 0; i < count; i++) await OPERATIONS[name](server, i)
  return (server.cpu() - before) / count
}

/**
 * Inserts, reads and changes a document of so many MB, made of small parts, while another client asks for something else
 * all the time. @returns how long it took, and the longest wait of the other client, in ms
 */
export async function largeDocument(server, megabytes) {
  const documents = server.client.db('bench').collection('large')
  const parts = Array.from({ length: Math.floor((megabytes * MB) / 64) }, (_, i) => ({ i, text: 'x'.repeat(30) }))
  const doc = { _id: megabytes, parts }
  const other = spawn(
    process.execPath,
    [new URL('ping-loop.mjs', import.meta.url).pathname, server.client.options.hosts[0].port],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  await new Promise((resolve) => other.stdout.once('data', resolve))
  const started = server.cpu()
  await documents.insertOne(doc)
  await documents.findOne({ _id: megabytes })
  await documents.updateOne({ _id: megabytes }, { $set: { seen: true } })
  const cpu = server.cpu() - started
  const longest = new Promise((resolve) => other.stdout.once('data', (text) => resolve(Number(text))))
  other.stdin.end()
  return { cpu, wait: await longest }
}
