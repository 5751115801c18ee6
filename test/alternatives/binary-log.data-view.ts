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

export async function readLog(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<LogContents> {
  const records: string[] = []
  let goodBytes = 0
  let rest: Uint8Array = new Uint8Array()
  for await (const chunk of chunks) {
    const found = recordsIn(Buffer.concat([rest, chunk]))
    records.push(...found.records)
    goodBytes += found.goodBytes
    rest = found.rest
    if (found.isDamaged) return { records, goodBytes, end: 'damaged' }
  }
  return { records, goodBytes, end: rest.length === 0 ? 'clean' : 'torn' }
}

function recordsIn(log: Buffer) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const records: string[] = []
  let at = 0
  const found = (isDamaged: boolean) => ({ records, goodBytes: at, rest: log.subarray(at), isDamaged })
  while (log.length - at >= 4) {
    const length = log.readUInt32BE(at)
    if (length > MAX_BYTES) return found(true)
    const end = at + 8 + length
    if (end > log.length) break
    const sum = zlib.crc32(Buffer.concat([log.subarray(at, at + 4), log.subarray(at + 8, end)]))
    if (sum !== log.readUInt32BE(at + 4)) return found(true)
    records.push(decoder.decode(log.subarray(at + 8, end)))
    at = end
  }
  return found(false)
}

export async function repairLog(file: string): Promise<LogContents> {
  if (!fs.existsSync(file)) return { records: [], goodBytes: 0, end: 'clean' }
  const contents = await readLog([fs.readFileSync(file)])
  if (contents.end === 'torn') fs.writeFileSync(file, fs.readFileSync(file).subarray(0, contents.goodBytes))
  return contents
}
