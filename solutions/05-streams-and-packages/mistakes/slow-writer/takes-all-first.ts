/* mistake
wrong: It collects the whole source before it writes the first chunk.
why: A list is easier to loop over than a source that may fail in the middle. It honours drain, and holds everything in memory all the same.
fails:
  - takes a chunk from the source only when there is room for it
  - tells the source to stop when the target fails
  - rejects with the error of the source, and leaves the target usable
*/
import { once } from 'node:events'
import { finished, type Writable } from 'node:stream'

export async function writeAll(
  target: Writable,
  source: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<number> {
  const over = new AbortController()
  // Hears of an error or an early close at any moment, also while the source is the one that is slow.
  const stopListening = finished(target, (error) => {
    over.abort(error ?? new Error('the target was ended before everything was written'))
  })
  try {
    let bytes = 0
    let taken = Promise.resolve()
    const chunks: (string | Uint8Array)[] = []
    for await (const chunk of source) chunks.push(chunk)
    if (target.writableNeedDrain) await drained(target, over.signal)
    for (const chunk of chunks) {
      over.signal.throwIfAborted()
      const written = write(target, chunk)
      bytes += Buffer.byteLength(chunk)
      taken = written.taken
      if (!written.hasRoom) await drained(target, over.signal)
    }
    await Promise.race([taken, rejection(over.signal)])
    return bytes
  } finally {
    stopListening()
  }
}

/** `taken` resolves when the target has dealt with the chunk. An error is not told here: it comes as an event, too. */
function write(target: Writable, chunk: string | Uint8Array): { hasRoom: boolean; taken: Promise<void> } {
  let hasRoom = false
  const taken = new Promise<void>((resolve) => {
    hasRoom = target.write(chunk, (error) => {
      if (!error) resolve()
    })
  })
  return { hasRoom, taken }
}

/** The signal is for a target that will never drain, because it has failed or was closed. */
async function drained(target: Writable, over: AbortSignal): Promise<void> {
  await once(target, 'drain', { signal: over }).catch(() => {})
  over.throwIfAborted()
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}
