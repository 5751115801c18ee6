// What to look for: what a thread costs before it does anything, and how 32 MB reach it: copied, moved, or shared.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const MEGABYTES = 32
const echo = `
  const { parentPort } = require('node:worker_threads')
  parentPort.postMessage('ready')
  parentPort.on('message', () => parentPort.postMessage('got it'))
`

const rss = () => process.memoryUsage.rss() / 1024 / 1024
const before = rss()
const worker = new Worker(echo, { eval: true })
const started = await time(() => once(worker, 'message'))
console.log(`starting a thread                     ${started} ms, ${(rss() - before).toFixed(0)} MB`)
console.log(`a message there and back              ${await send('small')} ms`)
console.log(
  `${MEGABYTES} MB copied (structured clone)        ${await send(new Uint8Array(MEGABYTES * 1024 * 1024).fill(1))} ms`,
)

const moved = new Uint8Array(MEGABYTES * 1024 * 1024).fill(1)
console.log(`${MEGABYTES} MB moved (transfer list)            ${await send(moved, [moved.buffer])} ms`)
console.log(`  what is left of it on this side:    ${moved.byteLength} bytes`)

const shared = new Uint8Array(new SharedArrayBuffer(MEGABYTES * 1024 * 1024)).fill(1)
console.log(`${MEGABYTES} MB shared (SharedArrayBuffer)       ${await send(shared)} ms`)
await worker.terminate()

async function send(message: unknown, transfer: ArrayBuffer[] = []): Promise<string> {
  return time(() => {
    worker.postMessage(message, transfer)
    return once(worker, 'message')
  })
}

async function time(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now()
  await work()
  return (performance.now() - start).toFixed(2).padStart(7)
}
