/** A client that can stop in the middle of a request, and leave. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'

export interface Part {
  /** Default 'files'. */
  field?: string
  /** None: a text field. */
  filename?: string
  /** Default application/octet-stream. */
  type?: string
  bytes: Buffer
}

export interface Sent {
  method: string
  path: string
  owner?: string | undefined
  headers?: Record<string, string | number>
}

export interface Begun {
  write: (bytes: Buffer) => void
  end: (bytes?: Buffer) => void
  /** Cuts the connection. */
  leave: () => void
  answer: Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>
}

/** By the first byte. */
const TYPES: Record<number, string> = { 37: 'application/pdf', 82: 'image/webp', 137: 'image/png', 255: 'image/jpeg' }

const BOUNDARY = '----formBoundary7MA4YWxk'

export function text(field: string, value: string): Part {
  return { field, bytes: Buffer.from(value) }
}

/** The type is the right one, where none is given. */
export function file(filename: string, bytes: Buffer, type = TYPES[bytes[0] ?? 0] ?? 'image/png'): Part {
  return { filename, bytes, type }
}

/** As browsers write it: names in UTF-8, a quotation mark and the ends of lines as %22, %0D and %0A. */
export function formOf(parts: Part[]): { headers: Record<string, string | number>; body: Buffer } {
  const pieces = parts.flatMap(({ field = 'files', filename, type = 'application/octet-stream', bytes }) => {
    const named = filename === undefined ? '' : `; filename="${escaped(filename)}"\r\nContent-Type: ${type}`
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${escaped(field)}"${named}\r\n\r\n`
    return [Buffer.from(head), bytes, Buffer.from('\r\n')]
  })
  const body = Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)])
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': body.length },
    body,
  }
}

function escaped(name: string): string {
  return name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22')
}

export function beginRequest(port: number, { method, path, owner, headers = {} }: Sent): Begun {
  const user = owner === undefined ? {} : { 'x-user': encodeURIComponent(owner) }
  const request = httpRequest({ host: '127.0.0.1', port, method, path, agent: false, headers: { ...headers, ...user } })
  const answer = new Promise<Awaited<Begun['answer']>>((resolve, reject) => {
    request.on('error', reject)
    request.once('response', async (response) => {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) })
      } catch (error) {
        reject(error)
      }
    })
  })
  // Who leaves does not wait for the answer.
  answer.catch(() => undefined)
  request.flushHeaders()
  return {
    write: (bytes) => void request.write(bytes),
    end: (bytes) => void request.end(bytes),
    leave: () => void request.destroy(),
    answer,
  }
}
