import type { Writable } from 'node:stream'

/**
 * Writes all chunks of a source to a stream, in order, no faster than the stream takes them, and gives the number of
 * bytes written by this call (a string is written as UTF-8).
 *
 * - When `target.write()` says false, nothing more is written before 'drain'. When it says true, it goes on at once.
 * - The target may be full already when the call begins. Then it waits for 'drain' first.
 * - The source is read when there is room to write: it may be up to four chunks ahead. It may never end. An empty chunk
 *   is no end.
 * - It resolves when the target has dealt with the last chunk, not earlier. The target is not ended: somebody may want to
 *   write more.
 * - When the target fails it rejects with the target's error; when it is closed before everything is written, maybe before
 *   the call, it rejects too. The source is then told to stop, as a `for await` does that is left early.
 * - When the source fails it rejects with the source's error, and the target stays usable.
 * - Afterwards no listener of it is left on the target.
 *
 * @example
 * const socket = connect(9000)
 * await writeAll(socket, ['hello ', 'wörld'])   // 12
 * await writeAll(socket, rowsOf(database))
 */
export async function writeAll(
  target: Writable,
  source: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<number> {
  return 0
}
