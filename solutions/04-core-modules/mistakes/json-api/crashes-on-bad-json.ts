/* mistake
wrong: It parses the body in an event listener, where a throw belongs to no promise. One bad request ends the server for everybody.
why: The lines stand inside new Promise, so the throw seems to become a rejection. That is so only until the executor has returned.
status: crashed
fails:
  - answers 400 to a body that is not JSON or has no text
  - has saved what it has answered
  - on SIGTERM, answers what it has begun and ends with exit code 0
  - leaves whole JSON behind whenever it dies
*/
import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'

export interface Note {
  id: string
  text: string
}

interface Answer {
  status: number
  body?: unknown
  headers?: OutgoingHttpHeaders
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
const GRACE_MS = 10_000

/** An HTTP API for notes, kept in the file that `process.env.DATA_FILE` names. It is not listening yet. */
export function buildApp(): Server {
  const store = openStore(process.env['DATA_FILE'] ?? 'notes.json')
  const server = createServer(async (request, response) => {
    // Nothing may escape from here: a rejection that nobody handles ends the process.
    const answer = await answerTo(request, store).catch(answerToError)
    // Without this, a client that keeps its connection would hold a closing server for five seconds.
    if (!server.listening) response.setHeader('Connection', 'close')
    send(response, answer)
  })
  process.once('SIGTERM', () => {
    server.close()
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref()
  })
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
      return { status: 200, body: await store.notes() }
    case 'POST': {
      const note = { id: randomUUID(), text: await readText(request) }
      await store.change((notes) => [...notes, note])
      return { status: 201, body: note, headers: { Location: `/notes/${note.id}` } }
    }
    default:
      throw new HttpError(405, 'method not allowed', { Allow: 'GET, POST' })
  }
}

async function item(request: IncomingMessage, store: Store, id: string): Promise<Answer> {
  switch (request.method) {
    case 'GET':
      return { status: 200, body: existing(await store.notes(), id) }
    case 'PUT': {
      const changed = { id, text: await readText(request) }
      await store.change((notes) => notes.with(notes.indexOf(existing(notes, id)), changed))
      return { status: 200, body: changed }
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
  const value = await readJson(request)
  // null is JSON as well, and has no properties to look at.
  const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined
  if (typeof text !== 'string' || text === '') throw new HttpError(400, 'text must be a string that is not empty')
  return text
}

/** Counts while it reads: Content-Length may be absent, and nobody should fill the memory. */
function readJson(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(new HttpError(413, `at most ${MAX_BODY} bytes`, { Connection: 'close' }))
    if (Number(request.headers['content-length']) > MAX_BODY) return tooLarge()
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_BODY) tooLarge()
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
    request.on('error', reject)
  })
}

function answerToError(error: unknown): Answer {
  if (error instanceof HttpError)
    return { status: error.status, body: { error: error.message }, headers: error.headers }
  console.error(error)
  return { status: 500, body: { error: 'internal error' } }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (body === undefined) return void response.writeHead(status, headers).end()
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

interface Store {
  notes(): Promise<readonly Note[]>
  /** Makes a change and saves it. When it throws, or saving fails, everything stays as it was. */
  change(edit: (notes: readonly Note[]) => Note[]): Promise<void>
}

interface Change {
  edit: (notes: readonly Note[]) => Note[]
  resolve: () => void
  reject: (error: unknown) => void
}

/** Notes in memory, and in a file that holds whole JSON at any moment. Memory never knows more than the file. */
function openStore(file: string): Store {
  const loaded = load(file)
  loaded.catch(() => undefined) // every request awaits it, and hears of the error then
  let current = loaded
  const waiting: Change[] = []

  /** One save for all changes that wait: while it runs, the next ones gather. */
  async function saveWaiting(before: readonly Note[]): Promise<readonly Note[]> {
    let after = before
    const edited: Change[] = []
    for (const change of waiting.splice(0)) {
      try {
        after = change.edit(after)
        edited.push(change)
      } catch (error) {
        change.reject(error)
      }
    }
    try {
      if (edited.length > 0) await save(file, after)
      for (const change of edited) change.resolve()
      return after
    } catch (error) {
      for (const change of edited) change.reject(error)
      return before
    }
  }

  return {
    notes: () => current,
    async change(edit) {
      await loaded
      await new Promise<void>((resolve, reject) => {
        waiting.push({ edit, resolve, reject })
        // Whoever is first to wait asks for the save.
        if (waiting.length === 1) current = current.then(saveWaiting)
      })
    },
  }
}

async function load(file: string): Promise<readonly Note[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Renaming is atomic: whoever looks finds the old file or the new one. `flush` has the bytes on the disk before. */
async function save(file: string, notes: readonly Note[]): Promise<void> {
  const aside = `${file}.new`
  await writeFile(aside, JSON.stringify(notes), { flush: true })
  await rename(aside, file)
}
