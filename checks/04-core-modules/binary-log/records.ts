/** Logs that are made without the learner's code. */
import { crc32 } from 'node:zlib'

/** The format in the check's own words, so that reading is judged even where writing is wrong. */
export function record(text: string | Buffer): Buffer {
  const body = Buffer.from(text)
  const length = Buffer.from([body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length])
  const sum = crc32(Buffer.concat([length, body]))
  return Buffer.concat([length, Buffer.from([sum >>> 24, sum >>> 16, sum >>> 8, sum]), body])
}

/** A text that a program of another encoding has written. */
export const notUtf8 = Buffer.from('68ff', 'hex')

/** The log in chunks that end where `cuts` says. Each chunk has memory of its own. */
export function* cutAt(log: Buffer, ...cuts: number[]): Generator<Buffer> {
  let from = 0
  for (const to of [...cuts, log.length]) {
    yield Buffer.from(log.subarray(from, to))
    from = to
  }
}

export const texts = ['first', '', 'second line\nthird line', 'x'.repeat(300), '']
export const log = () => Buffer.concat(texts.map(record))
