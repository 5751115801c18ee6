/** What the checks of to-s3 share: the app, served, with tables in memory, and a bucket that the checks can look into. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, type ObjectStore, objectStore } from 'backend-workbook/check'
import { buildApp, type Deps, type Offer, type StoredFile } from '../../../exercises/21-file-uploads/to-s3.ts'
import { beginUpload, type Sender } from './sender.ts'
import { tableOf, watchErrors } from './tables.ts'

export const MB = 1024 ** 2
export const STORAGE_DOWN = { status: 502, body: { error: 'storage' } }
export const NOT_FOUND = { status: 404, body: { error: 'not_found' } }

export interface Answer {
  status: number
  /** Parsed where it is JSON. */
  body: unknown
}

export interface Ask {
  vendor?: string
  json?: unknown
  body?: Buffer
  type?: string
}

export interface Market {
  /** This check's own. */
  vendor: string
  store: ObjectStore
  s3: S3Client
  files: Map<string, StoredFile>
  /** Answered whole. */
  call: (method: string, path: string, ask?: Ask) => Promise<Answer>
  /** A video that is sent piece by piece; without `length` nobody says beforehand how long it is. */
  begin: (options?: { length?: number; name?: string }) => Sender
  /**
   * Waits until the storage has some bytes of the video, or there is another reason to go on.
   * @throws AssertionError when the app answers before
   */
  untilStored: (sender: Sender, when: string, otherwise?: () => boolean) => Promise<void>
  /** The request of the last video that was begun, as the app has it. */
  received: () => Promise<IncomingMessage>
  /** What has come into the bucket since the check began. */
  made: () => Promise<{ objects: { key: string; size: number; type: string | undefined }[]; open: number }>
  bytes: (key: string) => Promise<Buffer>
  /** Sends a small video and waits for the answer: what went before it has had its time. */
  settle: () => Promise<void>
}

const ANSWER_MS = 6000
let vendors = 0

/** Serves the app while the body runs. Errors that escape from it, which would end its process, fail the check. */
export async function serving(body: (market: Market) => Promise<void>, limits: Partial<Deps['limits']> = {}) {
  const store = objectStore()
  const { endpoint, region, credentials, bucket } = store
  const s3 = new S3Client({ endpoint, region, credentials })
  const [files, offers] = [new Map<string, StoredFile>(), new Map<string, Offer>()]
  const deps = {
    s3,
    bucket,
    files: tableOf(files),
    offers: tableOf(offers),
    limits: { video: 200 * MB, image: 5 * MB, ...limits },
  }
  const server = createServer(buildApp(deps))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const escaped = watchErrors()
  try {
    await body(await marketOf({ server, store, s3, files }))
    expect(escaped.errors.map(String), 'errors that nobody caught, any of which would end the process').toEqual([])
  } finally {
    await store.mend()
    await store.setAhead(0)
    server.close()
    server.closeAllConnections()
    s3.destroy()
    escaped.stop()
  }
}

async function marketOf(parts: Pick<Market, 'store' | 's3' | 'files'> & { server: Server }): Promise<Market> {
  const { server, store, s3 } = parts
  vendors += 1
  const vendor = `v-${vendors}`
  const { port } = server.address() as AddressInfo
  const before = await store.report()
  const [keys, ids] = [new Set(before.objects.map(({ key }) => key)), new Set(before.openUploads.map(({ id }) => id))]
  let last: IncomingMessage | undefined
  let seen = before.requests.length
  server.on('request', (request: IncomingMessage) => {
    last = request
  })
  const call: Market['call'] = (method, path, ask = {}) => callAt(port, method, path, { vendor, ...ask })
  return {
    ...parts,
    vendor,
    call,
    begin({ length, name = 'tour.mp4' } = {}) {
      last = undefined
      const headers = {
        'x-vendor': vendor,
        'content-type': 'video/mp4',
        ...(length !== undefined && { 'content-length': length }),
      }
      return beginUpload(port, `/videos?name=${name}`, headers)
    },
    async untilStored(sender, when, otherwise = () => false) {
      let answer: unknown = 'none so far'
      sender.answered.then(
        (given) => {
          answer = given
        },
        () => undefined,
      )
      const isVideo = ({ operation, bytes }: { operation: string; bytes: number }) =>
        /^(?:UploadPart|PutObject)$/.test(operation) && bytes > 0
      await store.waitUntil(`${when}; some of it reaches the storage`, ({ requests }) => {
        expect(answer, `${when}: the answer`).toBe('none so far')
        return otherwise() || requests.slice(seen).some(isVideo)
      })
      seen = (await store.report()).requests.length
    },
    received: async () => {
      await expect.poll(() => last, { message: 'the request, as it reaches the app', interval: 5 }).toBeDefined()
      return last as IncomingMessage
    },
    async made() {
      const { objects, openUploads } = await store.report()
      return {
        objects: objects
          .filter(({ key }) => !keys.has(key))
          .map(({ key, size, headers }) => ({ key, size, type: headers['content-type'] })),
        open: openUploads.filter(({ id }) => !ids.has(id)).length,
      }
    },
    async bytes(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: store.bucket, Key: key }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    },
    async settle() {
      const vendor = `${vendors}-other`
      const { status } = await call('PUT', '/videos?name=a.webm', {
        vendor,
        body: Buffer.from('other'),
        type: 'video/webm',
      })
      expect(status, 'the status of a video of another vendor, sent afterwards').toBe(201)
      for (const { key } of (await store.report()).objects) if (key.startsWith(`vendors/${vendor}/`)) keys.add(key)
      for (const [id, file] of parts.files) if (file.vendorId === vendor) parts.files.delete(id)
    },
  }
}

async function callAt(port: number, method: string, path: string, { vendor, json, body, type }: Ask): Promise<Answer> {
  const contentType = json === undefined ? type : 'application/json'
  const asking = fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...(vendor && { 'x-vendor': vendor }), ...(contentType && { 'content-type': contentType }) },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(body && { body: new Uint8Array(body) }),
  }).then(async (response) => ({ status: response.status, body: parsed(await response.text()) }))
  return inTime(asking, `${method} ${path}`)
}

/** Polling would set a clock on that a check has stopped. */
export const clock = { stands: false }

/** @throws AssertionError when it has not settled after a time in which any app answers */
export async function inTime<T>(asking: Promise<T>, what: string): Promise<T> {
  if (clock.stands) return asking
  let state = 'waits'
  const settled = () => {
    state = 'answered'
  }
  asking.then(settled, settled)
  await expect.poll(() => state, { message: `the state of ${what}`, timeout: ANSWER_MS, interval: 5 }).toBe('answered')
  return asking
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Bytes of which no two parts are alike. */
export function patternOf(size: number): Buffer {
  const numbers = new Uint32Array(Math.ceil(size / 4))
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = Math.imul(i + 1, 2654435761)
  return Buffer.from(numbers.buffer, 0, size)
}
