/** What one run is given: a server at a port of its own, with one bucket and one account. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from './answer.ts'
import { type Asked, readAsked } from './asked.ts'
import { type Account, authorize } from './authorize.ts'
import { Bucket } from './bucket.ts'
import { Desk, type Fault, type SeenRequest } from './desk.ts'
import { metered } from './metered.ts'
import { OPERATIONS } from './operations.ts'
import { postObject } from './post-operation.ts'
import { Refusal } from './refusal.ts'

export const REGION = 'eu-central-1'

export class Realm {
  readonly bucket: Bucket
  readonly account: Account
  readonly desk = new Desk()
  /** The clock of the server before the clock of the machine. */
  aheadMs = 0
  readonly #folder: string
  readonly #server = createServer((request, response) => void this.#serve(request, response))

  private constructor(name: string, folder: string) {
    this.#folder = folder
    this.bucket = new Bucket(name, folder)
    this.account = {
      accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      region: REGION,
    }
  }

  /** @param folder where it may make a folder of its own */
  static async open(folder: string): Promise<Realm> {
    const name = `market-${randomBytes(5).toString('hex')}`
    await mkdir(join(folder, name))
    const realm = new Realm(name, join(folder, name))
    realm.#server.listen(0, '127.0.0.1')
    await once(realm.#server, 'listening')
    return realm
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.desk.clear()
    this.#server.close()
    this.#server.closeAllConnections()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = randomBytes(8).toString('hex').toUpperCase()
    response.setHeader('x-amz-request-id', id)
    let seen: SeenRequest | undefined
    try {
      const asked = readAsked(incoming)
      seen = this.desk.note(asked)
      const fault = this.desk.take(asked.operation)
      const body = metered(incoming.iterator({ destroyOnReturn: false }), seen, { fault, desk: this.desk, incoming })
      try {
        await send(await this.#run(asked, seen, body, fault), response, { fault, asked })
      } catch (error) {
        await body.return(undefined)
        throw error
      }
      seen.status = response.statusCode
    } catch (error) {
      await refuse(error, incoming, response, seen, id)
    }
  }

  async #run(asked: Asked, seen: SeenRequest, source: AsyncGenerator<Buffer>, fault?: Fault): Promise<Answer> {
    const { bucket, account } = this
    const now = () => Date.now() + this.aheadMs
    const place = { bucket, account, now, source }
    const fails = fault && 'answer' in fault ? fault.answer : undefined
    if (asked.operation === 'PostObject' && asked.bucket === bucket.name) {
      seen.signed = 'policy'
      if (fails) throw ordered(fails)
      return postObject(place, asked)
    }
    const signed = authorize(asked, account, now())
    seen.signed = signed.how
    if (asked.bucket !== bucket.name) {
      const details = { BucketName: asked.bucket }
      throw new Refusal('NoSuchBucket', 'The specified bucket does not exist', details)
    }
    if (fails) throw ordered(fails)
    const run = OPERATIONS[asked.operation]
    if (run) return run(place, { ...asked, signed })
    throw new Refusal('NotImplemented', 'A header or query you provided requests a function that is not implemented.')
  }
}

function ordered(status: 500 | 503): Refusal {
  if (status === 503) return new Refusal('SlowDown', 'Please reduce your request rate.')
  return new Refusal('InternalError', 'We encountered an internal error. Please try again.')
}

async function send(
  { status, headers, body }: Answer,
  response: ServerResponse,
  { fault, asked }: { fault: Fault | undefined; asked: Asked },
): Promise<void> {
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  response.writeHead(status, { ...headers, ...length })
  if (body === undefined || typeof body === 'string') {
    response.end(body)
    return
  }
  const cut = asked.method === 'GET' && fault && 'cutAfter' in fault ? fault.cutAfter : undefined
  await pipeline(Readable.from(cut === undefined ? body : first(cut, body, response), { objectMode: false }), response)
}

async function* first(size: number, body: AsyncIterable<Buffer>, response: ServerResponse): AsyncGenerator<Buffer> {
  let left = size
  for await (const chunk of body) {
    if (chunk.length <= left) {
      left -= chunk.length
      yield chunk
      continue
    }
    await new Promise((resolve) => response.write(chunk.subarray(0, left), resolve))
    response.destroy()
    return
  }
}

/** The body is read to its end first: not every client listens before it has sent everything. */
async function refuse(
  error: unknown,
  incoming: IncomingMessage,
  response: ServerResponse,
  seen: SeenRequest | undefined,
  id: string,
): Promise<void> {
  if (!incoming.complete && !incoming.destroyed) {
    incoming.resume()
    await new Promise((resolve) => incoming.once('end', resolve).once('close', resolve).once('error', resolve))
  }
  if (!incoming.complete || response.headersSent || response.destroyed) {
    if (seen) seen.broken = true
    response.destroy()
    return
  }
  const refusal = error instanceof Refusal ? error : new Refusal('InternalError', `A bug of this server's: ${error}`)
  const xml = refusal.toXml(incoming.url?.split('?')[0] ?? '', id)
  if (seen) Object.assign(seen, { status: refusal.status, code: refusal.code })
  response.writeHead(refusal.status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) })
  response.end(incoming.method === 'HEAD' ? undefined : xml)
}
