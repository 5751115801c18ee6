import fs from 'node:fs'
import zlib from 'node:zlib'

export const MAX_BYTES = 1024 * 1024
export interface LogContents {
  records: string[]
  goodBytes: number
  end: 'clean' | 'torn' | 'damaged'
}

export function encodeRecord(text: string): Buffer {
  const body = new TextEncoder().encode(text)
  if (body.byteLength > MAX_BYTES) throw new RangeError('too long')
  const out = new Uint8Array(8 + body.byteLength)
  const view = new DataView(out.buffer)
  view.setUint32(0, body.byteLength)
  out.set(body, 8)
  view.setUint32(4, zlib.crc32(Buffer.concat([out.subarray(0, 4), body])))
  return Buffer.from(out.buffer)
}

// reads everything first, then parses
export async function readLog(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<LogContents> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  const log = Buffer.concat(all)
  const decoder = new TextDecoder()
  const records: string[] = []
  let at = 0
  while (at < log.length) {
    if (log.length - at < 4) return { records, goodBytes: at, end: 'torn' }
    const length = log.readUInt32BE(at)
    if (length > MAX_BYTES) return { records, goodBytes: at, end: 'damaged' }
    const end = at + 8 + length
    if (end > log.length) return { records, goodBytes: at, end: 'torn' }
    const sum = zlib.crc32(Buffer.concat([log.subarray(at, at + 4), log.subarray(at + 8, end)]))
    if (sum !== log.readUInt32BE(at + 4)) return { records, goodBytes: at, end: 'damaged' }
    records.push(decoder.decode(log.subarray(at + 8, end)))
    at = end
  }
  return { records, goodBytes: at, end: 'clean' }
}

export async function repairLog(file: string): Promise<LogContents> {
  if (!fs.existsSync(file)) return { records: [], goodBytes: 0, end: 'clean' }
  const contents = await readLog([fs.readFileSync(file)])
  if (contents.end === 'torn') fs.writeFileSync(file, fs.readFileSync(file).subarray(0, contents.goodBytes))
  return contents
}
