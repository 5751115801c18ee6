// Closures that keep more than they use, measured.
//
// Every round creates 100 handlers, as a server does that registers one per request and never removes it. Each request has a
// body of 1 MB. The garbage collector is asked to run before each measurement, so what is counted is what cannot be freed.
//
// What to look for: in the third round no handler mentions `body` at all. All closures made in one scope share one record of
// captured variables; a neighbour that mentions `body` puts it there, and the handler holds the record.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const REQUESTS = 100
type Handler = () => string

console.log(`100 requests with a body of 1 MB each, 100 handlers kept:\n`)
measure('1. keeps the request, uses its id', (id) => {
  const request = { id, body: Buffer.alloc(1024 * 1024) }
  return () => `order ${request.id}`
})
measure('2. takes out the id first', (id) => {
  const request = { id, body: Buffer.alloc(1024 * 1024) }
  const orderId = request.id
  return () => `order ${orderId}`
})
measure('3. has a neighbour that uses body', (id) => {
  const body = Buffer.alloc(1024 * 1024)
  const checksum = () => body.reduce((sum, byte) => sum + byte, 0)
  if (id === 'never') checksum()
  return () => `order ${id}`
})
measure('4. the neighbour gets body as a parameter', (id) => {
  const body = Buffer.alloc(1024 * 1024)
  const checksum = (bytes: Buffer) => bytes.reduce((sum, byte) => sum + byte, 0)
  if (id === 'never') checksum(body)
  return () => `order ${id}`
})

function measure(title: string, handle: (id: string) => Handler): void {
  const before = heldMb()
  const handlers = Array.from({ length: REQUESTS }, (_, index) => handle(String(index)))
  const held = Math.max(0, Math.round(heldMb() - before))
  console.log(`${title.padEnd(43)} ${String(held).padStart(4)} MB  ${'#'.repeat(Math.round(held / 5))}`)
  handlers.length = 0
}

/** Buffers live outside of V8's heap: `external` counts them, `heapUsed` does not. */
function heldMb(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}
