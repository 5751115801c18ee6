/* mistake
wrong: It resolves when the last chunk was handed over, and not when it was written.
why: After the last write() there is nothing left to do. Whether it worked is known only later, and then nobody asks.
fails:
  - resolves only when the target has dealt with the last chunk
  - rejects with the error of the target, whenever it comes
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
    if (target.writableNeedDrain) await drained(target, over.signal)
    for await (const chunk of source) {
      over.signal.throwIfAborted()
      const written = write(target, chunk)
      bytes += Buffer.byteLength(chunk)
      if (!written.hasRoom) await drained(target, over.signal)
    }
    return bytes
  } finally {
    stopListening()
  }
}

function write(target: Writable, chunk: string | Uint8Array): { hasRoom: boolean } {
  return { hasRoom: target.write(chunk) }
}

/** The signal is for a target that will never drain, because it has failed or was closed. */
async function drained(target: Writable, over: AbortSignal): Promise<void> {
  await once(target, 'drain', { signal: over }).catch(() => {})
  over.throwIfAborted()
}
