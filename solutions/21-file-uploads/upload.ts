import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import type { IncomingMessage, RequestListener } from 'node:http'
import { join } from 'node:path'
import express, { type ErrorRequestHandler, type Request, type Response } from 'express'
import { fileTypeFromFile } from 'file-type'
import multer, { diskStorage, MulterError } from 'multer'

export interface FileRow {
  id: string
  owner: string
  name: string
  type: string
  size: number
  title: string | null
}

export interface Deps {
  folder: string
  limits: { requestBytes: number; fileBytes: number; files: number; ownerBytes: number }
  userOf: (request: IncomingMessage) => Promise<string | undefined>
  files: {
    add: (rows: FileRow[]) => Promise<void>
    find: (id: string) => Promise<FileRow | undefined>
    sizeOf: (owner: string) => Promise<number>
  }
}

/** The types that are taken, and their extensions. */
const EXTENSIONS: Record<string, string[]> = {
  'application/pdf': ['.pdf'],
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/webp': ['.webp'],
}
const LONGEST_TITLE = 100
const LONGEST_NAME = 100

/** An answer that the client is to get. */
class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

export function buildApp({ folder, limits, userOf, files }: Deps): RequestListener {
  const inTurn = turns()
  const receive = receiver(folder, limits)

  async function store(owner: string, received: Express.Multer.File[], title: string | null): Promise<FileRow[]> {
    const rows: FileRow[] = []
    for (const { path, filename, originalname, size } of received) {
      const type = (await fileTypeFromFile(path))?.mime ?? ''
      const [id = ''] = filename.split('.')
      rows.push({ id, owner, name: harmlessName(originalname, type), type, size, title })
    }
    const size = received.reduce((sum, file) => sum + file.size, 0)
    // Between the question and the new rows, no other upload of this owner may get in.
    await inTurn(owner, async () => {
      if ((await files.sizeOf(owner)) + size > limits.ownerBytes) throw new Refusal(413, 'quota_exceeded')
      for (const { id } of rows) await rename(join(folder, `${id}.part`), join(folder, id))
      await files.add(rows)
    })
    return rows
  }

  async function remove(received: Express.Multer.File[]): Promise<void> {
    for (const { path } of received) {
      await rm(path, { force: true })
      await rm(path.replace(/\.part$/, ''), { force: true })
    }
  }

  async function ownerOf(request: Request): Promise<string> {
    const owner = await userOf(request)
    if (owner === undefined) throw new Refusal(401, 'not_logged_in')
    return owner
  }

  const app = express()
  app.disable('x-powered-by')

  app.post('/files', async (request, response) => {
    const owner = await ownerOf(request)
    if (!request.is('multipart/form-data')) throw new Refusal(415, 'not_multipart')
    if (Number(request.headers['content-length']) > limits.requestBytes) throw new Refusal(413, 'request_too_large')
    const received = await receive(request, response)
    try {
      const rows = await store(owner, received, titleOf(request.body))
      response.status(201).json({ files: rows.map(({ owner: _owner, ...shown }) => shown) })
    } catch (error) {
      await remove(received)
      throw error
    }
  })

  app.get('/files/:id', async (request, response) => {
    const owner = await ownerOf(request)
    const row = await files.find(request.params.id)
    if (row?.owner !== owner) throw new Refusal(404, 'not_found')
    response.attachment(row.name)
    response.set({
      'Content-Type': row.type,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-store',
    })
    response.sendFile(row.id, { root: folder })
  })

  app.use(() => {
    throw new Refusal(404, 'not_found')
  })
  app.use(answerErrors)
  return app
}

/** Streams the files of a request into `folder`, as `<id>.part`. Where it throws, multer has removed them. */
function receiver(folder: string, limits: Deps['limits']) {
  const upload = multer({
    storage: diskStorage({
      destination: folder,
      filename: (_request, _file, done) => done(null, `${randomUUID()}.part`),
    }),
    // A character has up to four bytes.
    limits: { fileSize: limits.fileBytes, files: limits.files, fields: 1, fieldSize: LONGEST_TITLE * 4 },
    defParamCharset: 'utf8',
    // Else a file that is called `..` or `a/` is left out, without an error.
    preservePath: true,
  }).array('files')

  return async (request: Request, response: Response): Promise<Express.Multer.File[]> => {
    await new Promise<void>((resolve, reject) => {
      upload(request, response, (error: unknown) => (error ? reject(refusalFor(error)) : resolve()))
    })
    const received = request.files as Express.Multer.File[]
    if (received.length === 0) throw new Refusal(422, 'bad_form')
    return received
  }
}

function refusalFor(error: unknown): unknown {
  if (error instanceof MulterError) {
    return error.code === 'LIMIT_FILE_SIZE' ? new Refusal(413, 'file_too_large') : new Refusal(422, 'bad_form')
  }
  // The disk's errors name a system call. The others are the parser's: about the body.
  return error instanceof Error && 'syscall' in error ? error : new Refusal(400, 'bad_request')
}

function titleOf(fields: Record<string, unknown>): string | null {
  const { title = null, ...others } = fields
  const isTitle = title === null || (typeof title === 'string' && [...title].length <= LONGEST_TITLE)
  if (!isTitle || Object.keys(others).length > 0) throw new Refusal(422, 'bad_form')
  return title
}

/** @throws Refusal where the type is none that is taken */
function harmlessName(original: string, type: string): string {
  const extensions = EXTENSIONS[type]
  if (!extensions) throw new Refusal(415, 'unsupported_type')
  const last = original.split(/[/\\]/).at(-1) ?? ''
  const visible = last.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '')
  const name = [...visible].slice(0, LONGEST_NAME).join('')
  const isNamed = extensions.some((extension) => name.toLowerCase().endsWith(extension))
  return isNamed ? name : `${name}${extensions[0]}`
}

/** Work for the same key is done one after another, in the order of the calls. */
function turns() {
  const last = new Map<string, Promise<unknown>>()
  return async (key: string, work: () => Promise<void>): Promise<void> => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work)
    const settled = turn.catch(() => undefined)
    last.set(key, settled)
    try {
      await turn
    } finally {
      if (last.get(key) === settled) last.delete(key)
    }
  }
}

const answerErrors: ErrorRequestHandler = (error, _request, response, _next) => {
  if (response.headersSent) return response.destroy()
  const { status, code } = error instanceof Refusal ? error : new Refusal(500, 'internal')
  response.status(status).json({ error: code })
}
