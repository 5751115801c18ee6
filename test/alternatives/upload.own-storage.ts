import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import express from 'express'
import multer, { MulterError, type StorageEngine } from 'multer'
import type { Deps, FileRow } from '../../solutions/21-file-uploads/upload.ts'

type Receive = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

const KINDS = [
  { type: 'application/pdf', extensions: ['.pdf'], magic: /^%PDF-/ },
  { type: 'image/png', extensions: ['.png'], magic: /^\x89PNG\r\n.\n/ },
  { type: 'image/jpeg', extensions: ['.jpg', '.jpeg'], magic: /^\xff\xd8\xff/ },
  { type: 'image/webp', extensions: ['.webp'], magic: /^RIFF.{4}WEBP/s },
]

class Answer extends Error {
  readonly status: number
  constructor(status: number, code: string) {
    super(code)
    this.status = status
  }
}

/** A storage of its own that looks at the first bytes on the way, folders by id, `any()`, one queue for all, node:http for downloads. */
export function buildApp({ folder, limits, userOf, files }: Deps): RequestListener {
  const placeOf = (id: string) => join(folder, id.slice(0, 2), id)
  const partOf = (id: string) => join(folder, 'incoming', `${id}.part`)
  const storage: StorageEngine = {
    _handleFile(_request, file, done) {
      const filename = randomBytes(20).toString('hex')
      let [size, head] = [0, Buffer.alloc(0)]
      async function* watched(): AsyncGenerator<Buffer> {
        for await (const chunk of file.stream as AsyncIterable<Buffer>) {
          size += chunk.length
          if (head.length < 16) head = Buffer.concat([head, chunk.subarray(0, 16)])
          yield chunk
        }
      }
      mkdir(join(folder, 'incoming'), { recursive: true })
        .then(() => pipeline(watched, createWriteStream(partOf(filename))))
        .then(
          () => done(null, { filename, size, destination: head.toString('latin1') }),
          (error) =>
            rm(partOf(filename), { force: true }).then(
              () => done(error),
              () => done(error),
            ),
        )
    },
    _removeFile(_request, { filename }, done) {
      rm(partOf(filename), { force: true }).then(() => done(null), done)
    },
  }
  const receive: Receive = multer({
    storage,
    limits: { fileSize: limits.fileBytes, files: limits.files, fieldSize: 1000 },
    defParamCharset: 'utf8',
    preservePath: true,
    fileFilter: (_request, file, done) =>
      file.fieldname === 'files' ? done(null, true) : done(new Answer(422, 'bad_form')),
  }).any() as unknown as Receive
  let queue: Promise<unknown> = Promise.resolve()

  async function store(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const owner = await userOf(request)
    const { 'content-type': type = '', 'content-length': length = '0' } = request.headers
    if (owner === undefined) throw new Answer(401, 'not_logged_in')
    if (!/^multipart\/form-data\b/i.test(type)) throw new Answer(415, 'not_multipart')
    if (Number(length) > limits.requestBytes) throw new Answer(413, 'request_too_large')
    await new Promise<void>((resolve, reject) =>
      receive(request, response, (error) => (error ? reject(error) : resolve())),
    )
    const { files: received, body } = request as unknown as { files: Express.Multer.File[]; body: object }
    try {
      const title = titleIn(body)
      if (received.length === 0) throw new Answer(422, 'bad_form')
      const rows = received.map((file) => ({ ...rowOf(file), owner, title }))
      const job = queue.then(() => add(owner, rows))
      queue = job.catch(() => undefined)
      await job
      json(response, 201, { files: rows.map(({ owner: _owner, ...shown }) => shown) })
    } catch (error) {
      for (const { filename } of received) {
        for (const path of [partOf(filename), placeOf(filename)]) await rm(path, { force: true }).catch(() => undefined)
      }
      throw error
    }
  }

  async function add(owner: string, rows: FileRow[]): Promise<void> {
    const sum = rows.reduce((bytes, { size }) => bytes + size, await files.sizeOf(owner))
    if (sum > limits.ownerBytes) throw new Answer(413, 'quota_exceeded')
    for (const { id } of rows) {
      await mkdir(dirname(placeOf(id)), { recursive: true })
      await rename(partOf(id), placeOf(id))
    }
    await files.add(rows)
  }

  async function give(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const owner = await userOf(request)
    if (owner === undefined) throw new Answer(401, 'not_logged_in')
    const row = await files.find(id)
    if (row?.owner !== owner) throw new Answer(404, 'not_found')
    const encoded = encodeURIComponent(row.name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
    response.writeHead(200, {
      'Content-Type': row.type,
      'Content-Length': row.size,
      'Content-Disposition': `attachment; filename="file"; filename*=UTF-8''${encoded}`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    })
    await pipeline(createReadStream(placeOf(row.id)), response)
  }

  const app = express()
  const answered = (work: Promise<void>, response: ServerResponse) =>
    work.catch((error: unknown) => {
      if (response.headersSent) return void response.destroy()
      const { status, message } = answerTo(error)
      json(response, status, { error: message })
    })
  app.post('/files', (request, response) => answered(store(request, response), response))
  app.get('/files/:id', (request, response) => answered(give(request, response, request.params.id), response))
  return app
}

function answerTo(error: unknown): Answer {
  if (error instanceof Answer) return error
  if (error instanceof MulterError) {
    return error.code === 'LIMIT_FILE_SIZE' ? new Answer(413, 'file_too_large') : new Answer(422, 'bad_form')
  }
  const isParser = error instanceof Error && /form|boundary|header|Multipart/i.test(error.message) && !('code' in error)
  return isParser ? new Answer(400, 'bad_request') : new Answer(500, 'internal')
}

function titleIn(body: object): string | null {
  const names = Object.keys(body)
  const title: unknown = names.length === 0 ? null : Reflect.get(body, 'title')
  if (names.length === 0) return null
  if (names.length > 1 || typeof title !== 'string' || title.length > 100) throw new Answer(422, 'bad_form')
  return title
}

function rowOf({ filename, originalname, size, destination }: Express.Multer.File): Omit<FileRow, 'owner' | 'title'> {
  const kind = KINDS.find(({ magic }) => magic.test(destination))
  if (!kind) throw new Answer(415, 'unsupported_type')
  const last = originalname.slice(Math.max(originalname.lastIndexOf('/'), originalname.lastIndexOf('\\')) + 1)
  const short = last.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').slice(0, 100)
  const name = short.replace(/\p{Surrogate}$/u, '')
  const isNamed = kind.extensions.includes(extname(`x${name}`).toLowerCase())
  return { id: filename, type: kind.type, size, name: isNamed ? name : name + kind.extensions[0] }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
