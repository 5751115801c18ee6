import { randomUUID } from 'node:crypto'
import { on } from 'node:events'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server } from 'node:http'

export interface Note {
  id: string
  text: string
}

interface Answer {
  status: number
  headers?: OutgoingHttpHeaders
  body?: string
}

/** What is wrong with a request, and how the client hears of it. */
class HttpError extends Error {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

export const MAX_BODY = 100 * 1024

/** An HTTP API for notes, kept in the file that `process.env.DATA_FILE` names. It is not listening yet. */
export function buildApp(): Server {
  const store = openStore(process.env['DATA_FILE'] ?? 'notes.json')
  const server = createServer(async (request, response) => {
    // Nothing may escape from here: a rejection that nobody handles ends the process.
    const answer = await answerTo(request, store).catch(answerToError)
    // Without this, a client that keeps its connection would hold a closing server for five seconds.
    if (!server.listening) response.setHeader('Connection', 'close')
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  process.once('SIGTERM', () => server.close())
  return server
}

async function answerTo(request: IncomingMessage, store: Store): Promise<Answer> {
  const [path] = (request.url ?? '').split('?')
  const [found, id] = /^\/notes(?:\/([^/]+))?$/.exec(path ?? '') ?? []
  if (!found) throw new HttpError(404, 'no such path')
  return id === undefined ? collection(request, store) : item(request, store, id)
}

async function collection(request: IncomingMessage, store: Store): Promise<Answer> {
  switch (request.method) {
    case 'GET':
      return json(200, await store.notes())
    case 'POST': {
      const note = { id: randomUUID(), text: await readText(request) }
      await store.change((notes) => [...notes, note])
      return json(201, note, { Location: `/notes/${note.id}` })
    }
    default:
      throw new HttpError(405, 'method not allowed', { Allow: 'GET, POST' })
  }
}

async function item(request: IncomingMessage, store: Store, id: string): Promise<Answer> {
  switch (request.method) {
    case 'GET':
      return json(200, existing(await store.notes(), id))
    case 'PUT': {
      const changed = { id, text: await readText(request) }
      await store.change((notes) => notes.with(notes.indexOf(existing(notes, id)), changed))
      return json(200, changed)
    }
    case 'DELETE':
      await store.change((notes) => notes.toSpliced(notes.indexOf(existing(notes, id)), 1))
      return { status: 204 }
    default:
      throw new HttpError(405, 'method not allowed', { Allow: 'GET, PUT, DELETE' })
  }
}

/** @throws HttpError 404 */
function existing(notes: readonly Note[], id: string): Note {
  const note = notes.find((candidate) => candidate.id === id)
  if (!note) throw new HttpError(404, 'no such note')
  return note
}

/** The text in the body of a request. @throws HttpError 400 or 413 */
async function readText(request: IncomingMessage): Promise<string> {
  const body = await readBody(request)
  try {
    const { text } = JSON.parse(body.toString()) as { text?: unknown }
    if (typeof text === 'string' && text !== '') return text
  } catch {
    // It is not JSON, or it is null, which has no properties to look at.
  }
  throw new HttpError(400, 'the body must be JSON with a text that is not empty')
}

/** Counts while it reads: Content-Length may be absent, and nobody should fill the memory. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length']) > MAX_BODY) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // A loop over the request itself would destroy it when it is left, and the 413 with it.
  for await (const [chunk] of on(request, 'data', { close: ['end'] })) {
    size += chunk.length
    if (size > MAX_BODY) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = () => new HttpError(413, `at most ${MAX_BODY} bytes`, { Connection: 'close' })

function answerToError(error: unknown): Answer {
  if (error instanceof HttpError) return json(error.status, { error: error.message }, error.headers)
  console.error(error)
  return json(500, { error: 'internal error' })
}

function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

interface Store {
  notes(): Promise<readonly Note[]>
  /** Makes a change and saves it. When it throws, or saving fails, everything stays as it was. */
  change(edit: (notes: readonly Note[]) => Note[]): Promise<void>
}

/** Notes in memory, and in a file that holds whole JSON at any moment. Memory never knows more than the file. */
function openStore(file: string): Store {
  const loaded = load(file)
  loaded.catch(() => undefined) // every request awaits it, and hears of the error then
  let current = loaded
  return {
    notes: () => current,
    async change(edit) {
      await loaded
      // One after the other: each begins with what the one before it has saved.
      const before = current
      const after = before.then(async (notes) => save(file, edit(notes)))
      current = after.catch(() => before)
      await after
    },
  }
}

async function load(file: string): Promise<readonly Note[]> {
  try {
    return JSON.parse(String(await readFile(file)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Renaming is atomic: whoever looks finds the old file or the new one. `flush` has the bytes on the disk before. */
async function save(file: string, notes: readonly Note[]): Promise<readonly Note[]> {
  const aside = `${file}.new`
  await writeFile(aside, JSON.stringify(notes), { flush: true })
  await rename(aside, file)
  return notes
}
