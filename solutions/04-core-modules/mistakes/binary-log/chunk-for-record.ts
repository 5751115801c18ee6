/* mistake
wrong: It expects each chunk to hold whole records, and forgets what is left over when the next chunk comes.
why: With a small file there is only one chunk, so the test at the desk passes.
fails:
  - reads the same wherever the chunks are cut
  - puts characters together that a chunk edge has cut
*/
import { createReadStream } from 'node:fs'
import { truncate } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** No text of a record is longer than this, in bytes. */
export const MAX_BYTES = 1024 * 1024

export interface LogContents {
  /** The texts of all records before the end or the damage. */
  records: string[]
  /** The length of those records in the log, in bytes. */
  goodBytes: number
  end: 'clean' | 'torn' | 'damaged'
}

const LENGTH_BYTES = 4
const HEADER_BYTES = 8

/**
 * Makes one record: length in bytes, CRC-32 of length and text, text in UTF-8; both numbers are big-endian.
 * @throws RangeError when the text has more than MAX_BYTES bytes
 */
export function encodeRecord(text: string): Buffer {
  const length = Buffer.byteLength(text)
  if (length > MAX_BYTES) throw new RangeError(`a record holds up to ${MAX_BYTES} bytes, this text has ${length}`)
  const record = Buffer.alloc(HEADER_BYTES + length)
  record.writeUInt32BE(length)
  record.write(text, HEADER_BYTES)
  record.writeUInt32BE(checksum(record), LENGTH_BYTES)
  return record
}

/** Reads a log that arrives in chunks. Stops at the first damage, and never throws because of what the log holds. */
export async function readLog(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<LogContents> {
  const records: string[] = []
  let goodBytes = 0
  let pending = Buffer.alloc(0)

  for await (const chunk of chunks) {
    pending = Buffer.from(chunk)
    while (pending.length >= HEADER_BYTES) {
      const length = pending.readUInt32BE()
      if (length > MAX_BYTES) return { records, goodBytes, end: 'damaged' }
      if (pending.length < HEADER_BYTES + length) break
      const record = pending.subarray(0, HEADER_BYTES + length)
      if (checksum(record) !== record.readUInt32BE(LENGTH_BYTES)) return { records, goodBytes, end: 'damaged' }
      // Only here, when all its bytes are together, does a text become a string.
      records.push(record.toString('utf8', HEADER_BYTES))
      goodBytes += record.length
      pending = pending.subarray(record.length)
    }
  }
  return { records, goodBytes, end: pending.length === 0 ? 'clean' : 'torn' }
}

/** Reads a log file after a restart, and cuts a torn record off its end. Damage is left for a person to look at. */
export async function repairLog(file: string): Promise<LogContents> {
  try {
    const contents = await readLog(createReadStream(file))
    if (contents.end === 'torn') await truncate(file, contents.goodBytes)
    return contents
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return readLog([])
    throw error
  }
}

/** The length is covered too: without it, eight zero bytes would pass for a record with an empty text. */
function checksum(record: Buffer): number {
  return crc32(record.subarray(HEADER_BYTES), crc32(record.subarray(0, LENGTH_BYTES)))
}
