/** What the checks of upload share: the app, served, with a folder and a table that the checks can look into. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { expect, timeLimit } from 'backend-workbook/check'
import { buildApp, type Deps, type FileRow } from '../../../exercises/21-file-uploads/upload.ts'
import { type Begun, beginRequest, formOf, type Part, type Sent } from './client.ts'

export const MB = 1024 * 1024
export const LIMITS = { requestBytes: 20 * MB, fileBytes: 8 * MB, files: 5, ownerBytes: 100 * MB }

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
  /** Parsed where it is JSON. */
  body: unknown
}

/** What the answer 201 says of a file. */
export type Shown = Omit<FileRow, 'owner'>

export interface Market {
  /** A whole form, as this user. */
  post: (owner: string, parts: Part[]) => Promise<Answer>
  /** A whole form that is to be taken: what the answer says of its files. */
  store: (owner: string, parts: Part[]) => Promise<Shown[]>
  get: (owner: string | undefined, path: string) => Promise<Answer>
  /** Any request, of which nothing but the head is sent at first. */
  begin: (sent: Sent) => Begun
  rows: Map<string, FileRow>
  /** Every file below the folder of the app, and wherever temporary files lie. Paths with `/`, relative to `folder`. */
  onDisk: () => { path: string; size: number; bytes: () => Buffer }[]
  folder: string
  /** Another process of the app with the same folder and table. */
  restart: () => Promise<void>
}

const ASK_MS = 1800

/** Serves the app while the body runs. `parts` replaces what the app is given. */
export async function serving(body: (market: Market) => Promise<void>, parts: Partial<Deps> = {}): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'uploads-'))
  const [folder, temporary] = [join(scratch, 'files'), join(scratch, 'tmp')]
  for (const each of [folder, temporary]) mkdirSync(each)
  const restoreTemporary = redirectTemporary(temporary)
  const { deps, rows } = depsOf(folder, parts)
  let server = await listening(deps)
  const begin: Market['begin'] = (sent) => beginRequest((server.address() as AddressInfo).port, sent)
  const post: Market['post'] = async (owner, form) => {
    const { headers, body: bytes } = formOf(form)
    return whole(begin({ method: 'POST', path: '/files', owner, headers }), bytes, formName(form))
  }
  const store: Market['store'] = async (owner, form) => {
    const { status, body: answered } = await post(owner, form)
    const call = `${formName(form)}: status and body`
    expect({ status, body: answered }, call).toEqual({ status: 201, body: { files: expect.any(Array) } })
    return (answered as { files: Shown[] }).files
  }
  const get: Market['get'] = (owner, path) => whole(begin({ method: 'GET', path, owner }), undefined, `GET ${path}`)
  const onDisk: Market['onDisk'] = () =>
    filesBelow(scratch).map((path) => ({
      path: relative(folder, path).split(sep).join('/'),
      size: sizeOf(path),
      bytes: () => readFileSync(path),
    }))
  const restart = async (): Promise<void> => {
    close(server)
    server = await listening(deps)
  }
  try {
    await body({ post, store, get, begin, rows, onDisk, folder, restart })
  } finally {
    close(server)
    restoreTemporary()
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}

function depsOf(folder: string, parts: Partial<Deps>): { deps: Deps; rows: Map<string, FileRow> } {
  const rows = new Map<string, FileRow>()
  const deps: Deps = {
    folder,
    limits: LIMITS,
    userOf: (request) => later(() => userIn(request)),
    files: {
      add: (added) =>
        later(() => {
          for (const row of added) rows.set(row.id, { ...row })
        }),
      find: (id) => later(() => rows.get(id)),
      sizeOf: (owner) =>
        later(() => [...rows.values()].reduce((sum, row) => sum + (row.owner === owner ? row.size : 0), 0)),
    },
    ...parts,
  }
  return { deps, rows }
}

function userIn({ headers }: IncomingMessage): string | undefined {
  const value = headers['x-user']
  return typeof value === 'string' ? decodeURIComponent(value) : undefined
}

/** After some turns of the event loop, as from a database: requests at the same time get in between. */
export async function later<T>(work: () => T): Promise<T> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  return work()
}

async function listening(deps: Deps): Promise<Server> {
  const server = createServer(buildApp(deps))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

function close(server: Server): void {
  server.close()
  server.closeAllConnections()
}

/** Where programs look for the folder of temporary files. What lies there at the end has been left behind, too. */
function redirectTemporary(folder: string): () => void {
  const before = ['TMPDIR', 'TMP', 'TEMP'].map((name) => [name, process.env[name]] as const)
  for (const [name] of before) process.env[name] = folder
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
}

/** Between the look into a folder and this one, a file may have gone. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

async function whole(begun: Begun, bytes: Buffer | undefined, call: string): Promise<Answer> {
  begun.end(bytes)
  return answerOf(begun, call)
}

/** The whole answer. One that does not come fails the check. */
export async function answerOf({ answer, leave }: Begun, call: string): Promise<Answer> {
  const late = timeLimit(ASK_MS)
  const gaveUp = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () => reject(new Error(`was not answered within ${ASK_MS / 1000} s`)))
  })
  try {
    const { status, headers, bytes } = await Promise.race([answer, gaveUp])
    return { status, headers, bytes, body: parsed(bytes.toString()) }
  } catch (error) {
    leave()
    return expect.fail(`${call} ${error instanceof Error ? error.message : error}`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A form as a reader of a failing check sees it. */
export function formName(parts: Part[]): string {
  const shown = parts.map(({ field = 'files', filename, bytes }) =>
    filename === undefined ? field : `${field}=@${JSON.stringify(filename)} (${bytes.length} bytes)`,
  )
  return `POST /files ${shown.join(', ') || 'with an empty form'}`
}

/** Waits until something holds, and fails the check when it does not come to hold. */
export async function until(what: string, holds: () => boolean, shown: () => unknown): Promise<void> {
  const late = timeLimit(ASK_MS)
  while (!holds()) {
    if (late.aborted) expect.fail(`${what}. After ${ASK_MS / 1000} s: ${JSON.stringify(shown())}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
