/* mistake
wrong: It hears of errors only while it waits for drain. One that comes while the source is slow ends the process.
why: once() listens for errors, too, and takes its listener away with it. Between two calls of once nobody listens.
fails:
  - rejects with the error of the target, whenever it comes
  - rejects when the target is closed before everything is written
*/
import { once } from 'node:events'
import type { Writable } from 'node:stream'

export async function writeAll(
  target: Writable,
  source: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<number> {
  let bytes = 0
  let taken = Promise.resolve()
  if (target.writableNeedDrain) await drained(target)
  for await (const chunk of source) {
    const written = write(target, chunk)
    bytes += Buffer.byteLength(chunk)
    taken = written.taken
    if (!written.hasRoom) await drained(target)
  }
  await taken
  return bytes
}

function write(target: Writable, chunk: string | Uint8Array): { hasRoom: boolean; taken: Promise<void> } {
  let hasRoom = false
  const taken = new Promise<void>((resolve, reject) => {
    hasRoom = target.write(chunk, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
  taken.catch(() => {})
  return { hasRoom, taken }
}

async function drained(target: Writable): Promise<void> {
  await once(target, 'drain')
}
