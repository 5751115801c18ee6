import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, csvToNdjson } from '../../../exercises/05-streams-and-packages/csv-to-ndjson.ts'
import { outcomeOf } from '../support.ts'

export type Result = Record<string, string>[] | { failed: string; record?: number | undefined } | 'it never ends'

/** Sends the chunks through the stream and gives the objects that come out, or the error. */
export async function convert(...chunks: (string | Uint8Array)[]): Promise<Result> {
  const out: Buffer[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out.push(chunk)
      done()
    },
  })
  const bytes = chunks.map((chunk) => Buffer.from(chunk as string))
  const outcome = await outcomeOf(() => pipeline(Readable.from(bytes), csvToNdjson(), sink), 60)
  if (outcome === 'still pending') return 'it never ends'
  if ('rejected' in outcome) {
    const error = outcome.rejected
    if (error instanceof CsvError) return { failed: 'CsvError', record: error.record }
    return { failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
  return objectsIn(Buffer.concat(out).toString())
}

export function objectsIn(ndjson: string): Result {
  if (ndjson !== '' && !ndjson.endsWith('\n')) return { failed: `the output ends without '\\n': ${ndjson.slice(-60)}` }
  try {
    return ndjson
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, string>)
  } catch {
    return { failed: `a line of the output is not one JSON value: ${ndjson.slice(0, 120)}` }
  }
}
