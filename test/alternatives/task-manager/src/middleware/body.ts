import type { IncomingMessage } from 'node:http'
import { Failure } from '../failure.ts'

const MOST_BYTES = 100 * 1024

export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MOST_BYTES) chunks.push(chunk)
  }
  if (bytes > MOST_BYTES) throw new Failure(413, 'the body is too large')
  if (request.headers['content-encoding']) throw new Failure(400, 'the body must not be compressed')
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new Failure(400, 'the body is not JSON')
  }
}
