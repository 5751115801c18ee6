import type { IncomingMessage } from 'node:http'
import { fail } from './failure.ts'

const JSON_BYTES = 100 * 1024
const FILE_BYTES = 1024 * 1024

async function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    // What is too much is read and forgotten, so that the client gets to read the answer.
    if (size <= most) chunks.push(chunk as Buffer)
  }
  return size <= most ? Buffer.concat(chunks) : fail('too_large')
}

export async function jsonIn(request: IncomingMessage): Promise<unknown> {
  const bytes = await bytesOf(request, JSON_BYTES)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return fail('bad_request')
  }
}

export const fileIn = (request: IncomingMessage) => bytesOf(request, FILE_BYTES)
