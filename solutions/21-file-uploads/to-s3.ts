import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import express, { type ErrorRequestHandler, type Express, type Request } from 'express'

export interface StoredFile {
  id: string
  vendorId: string
  key: string
  name: string
  type: string
  size: number
}

export type Offer = StoredFile

export interface Deps {
  s3: S3Client
  bucket: string
  files: { add: (file: StoredFile) => Promise<void>; find: (id: string) => Promise<StoredFile | undefined> }
  offers: { add: (offer: Offer) => Promise<void>; find: (id: string) => Promise<Offer | undefined> }
  limits: { video: number; image: number }
}

const VIDEOS = ['video/mp4', 'video/webm']
const IMAGES = ['image/jpeg', 'image/png', 'image/webp']
const UPLOAD_SECONDS = 5 * 60
const DOWNLOAD_SECONDS = 60
const LONGEST_NAME = 200

/** What a client is told; every other error is the storage's. */
class Failure extends Error {
  readonly status: number

  constructor(status: number, code: string) {
    super(code)
    this.status = status
  }
}

export function buildApp({ s3, bucket: Bucket, files, offers, limits }: Deps): Express {
  const app = express()

  app.put('/videos', async (request, response) => {
    const type = acceptedType(request.get('content-type'), VIDEOS)
    const { id, vendorId, key } = newPlace(request)
    const name = readName(request.query['name'])
    if (Number(request.get('content-length') ?? 0) > limits.video) throw new Failure(413, 'too_large')
    const counted = { size: 0 }
    const Body = Readable.from(atMost(limits.video, request, counted), { objectMode: false })
    // It reads a few parts ahead, sends each with retries, and ends the upload in the storage where one part or the body fails.
    await new Upload({ client: s3, params: { Bucket, Key: key, ContentType: type, Body } }).done()
    const file = { id, vendorId, key, name, type, size: counted.size }
    await files.add(file)
    response.status(201).json(shown(file))
  })

  app.post('/images', express.json(), async (request, response) => {
    const { name, type, size } = request.body ?? {}
    if (!Number.isInteger(size) || size < 1) throw new Failure(400, 'bad_request')
    if (size > limits.image) throw new Failure(413, 'too_large')
    const offer = { ...newPlace(request), name: readName(name), type: acceptedType(type, IMAGES), size }
    const command = new PutObjectCommand({ Bucket, Key: offer.key, ContentType: offer.type, ContentLength: size })
    // The type is signed only where that is asked for. What is not signed, nobody checks.
    const signableHeaders = new Set(['content-type', 'content-length'])
    const url = await getSignedUrl(s3, command, { expiresIn: UPLOAD_SECONDS, signableHeaders })
    await offers.add(offer)
    response.status(201).json({ id: offer.id, upload: { method: 'PUT', url, headers: { 'content-type': offer.type } } })
  })

  app.post('/images/:id/done', async (request, response) => {
    const offer = ownOf(request, await offers.find(request.params.id))
    const known = await files.find(offer.id)
    if (known) return response.status(201).json(shown(known))
    const { ContentType: type = '', ContentLength: size = 0 } = await headOf(offer)
    if (type !== offer.type || size > offer.size) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: offer.key }))
      throw new Failure(422, 'wrong_file')
    }
    const file = { ...offer, type, size }
    await files.add(file)
    return response.status(201).json(shown(file))
  })

  app.get('/files/:id/link', async (request, response) => {
    const { key, name } = ownOf(request, await files.find(request.params.id))
    const disposition = `attachment; filename*=UTF-8''${encodeName(name)}`
    const command = new GetObjectCommand({ Bucket, Key: key, ResponseContentDisposition: disposition })
    response.json({ url: await getSignedUrl(s3, command, { expiresIn: DOWNLOAD_SECONDS }) })
  })

  async function headOf({ key }: Offer) {
    try {
      return await s3.send(new HeadObjectCommand({ Bucket, Key: key }))
    } catch (error) {
      throw error instanceof NotFound ? new Failure(409, 'not_uploaded') : error
    }
  }

  app.use(answerError)
  return app
}

/**
 * The body, counted. It is not read by `for await (… of request)` or `pipeline`: both destroy the request when they end early, and
 * with it the connection that should carry the answer.
 */
async function* atMost(limit: number, request: Request, counted: { size: number }): AsyncGenerator<Buffer> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    counted.size += chunk.length
    if (counted.size > limit) throw new Failure(413, 'too_large')
    yield chunk
  }
}

/** The vendor's folder, and a name in it that nobody can guess. */
function newPlace(request: Request): Pick<StoredFile, 'id' | 'vendorId' | 'key'> {
  const vendorId = request.get('x-vendor') ?? ''
  return { id: randomUUID(), vendorId, key: `vendors/${vendorId}/${randomUUID()}` }
}

function ownOf<T extends StoredFile>(request: Request, found: T | undefined): T {
  if (found === undefined || found.vendorId !== request.get('x-vendor')) throw new Failure(404, 'not_found')
  return found
}

function readName(name: unknown): string {
  if (typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME) return name
  throw new Failure(400, 'bad_request')
}

function acceptedType(type: unknown, accepted: string[]): string {
  if (typeof type !== 'string')
    throw new Failure(type === undefined ? 415 : 400, type === undefined ? 'wrong_type' : 'bad_request')
  if (!accepted.includes(type)) throw new Failure(415, 'wrong_type')
  return type
}

const shown = ({ id, name, type, size }: StoredFile) => ({ id, name, type, size })

/** As RFC 8187 wants it: encodeURIComponent leaves four marks that may not stand there. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

const answerError: ErrorRequestHandler = (error, request, response, _next) => {
  if (request.readableAborted || response.headersSent) return
  if (!request.complete) response.set('connection', 'close')
  if (error instanceof Failure) response.status(error.status).json({ error: error.message })
  else if (error?.type?.startsWith('entity.')) response.status(400).json({ error: 'bad_request' })
  else response.status(502).json({ error: 'storage' })
}
