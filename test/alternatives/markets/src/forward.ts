import { request as ask, type IncomingMessage } from 'node:http'

/** More than any body that an instance takes, and more than any that it sends. */
const KEPT_BYTES = 2 * 1024 * 1024
const OF_ONE_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding'])

/** As they came, without those that speak of one connection alone. */
export function headersOf({ rawHeaders }: IncomingMessage, without = OF_ONE_CONNECTION): string[] {
  const kept: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!without.has(rawHeaders[i]?.toLowerCase() ?? '')) kept.push(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '')
  }
  return kept
}

export interface Whole {
  message: IncomingMessage
  /** All of the body, or its beginning. */
  chunks: Buffer[]
  isAll: boolean
}

/** Reads a body to its end, if that comes soon enough. */
export async function readWhole(message: IncomingMessage): Promise<Whole> {
  const chunks: Buffer[] = []
  let size = 0
  return await new Promise((resolve, reject) => {
    const over = (isAll: boolean) => {
      message.off('data', onData)
      if (!isAll) message.pause()
      resolve({ message, chunks, isAll })
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > KEPT_BYTES) over(false)
    }
    message.on('data', onData)
    message.once('end', () => over(true))
    message.once('error', reject)
    message.once('close', () => reject(new Error('it was cut off')))
  })
}

export class Unanswered extends Error {
  /** Whether the instance can have seen anything of the request. */
  readonly wasSeen: boolean
  constructor(wasSeen: boolean) {
    super('no answer')
    this.wasSeen = wasSeen
  }
}

export async function forward(whole: Whole, port: number, signal: AbortSignal): Promise<Whole> {
  const { message, chunks, isAll } = whole
  const headers = headersOf(message)
  const hasLength = message.headers['content-length'] !== undefined
  const hasBody = chunks.length > 0 || !isAll
  if (hasBody && !hasLength && isAll) headers.push('Content-Length', String(Buffer.concat(chunks).length))
  headers.push('Connection', 'close')
  return await new Promise((resolve, reject) => {
    let wasSeen = false
    const upstream = ask({
      port,
      host: '127.0.0.1',
      method: message.method,
      path: message.url,
      headers,
      agent: false,
      signal,
    })
    upstream.once('socket', (socket) =>
      socket.once('connect', () => {
        wasSeen = true
      }),
    )
    upstream.once('error', () => reject(new Unanswered(wasSeen)))
    upstream.once('response', (response) => {
      readWhole(response).then(resolve, () => reject(new Unanswered(true)))
    })
    for (const chunk of chunks) upstream.write(chunk)
    if (isAll) upstream.end()
    else message.pipe(upstream)
  })
}
