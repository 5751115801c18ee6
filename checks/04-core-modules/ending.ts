/** How servers end: one by SIGKILL while it saves, the one after it by SIGTERM. Two checks look at it, for a start is dear. */
import { readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, startApp, timeLimit } from 'backend-workbook/check'
import { open, refusal, written } from './raw-client.ts'

const SAVES = 30
const BUSY_MS = 600

interface Ending {
  /** What the file held while notes were being saved, and what the killed process left there. */
  found: string
  left: string
  /** Notes in GET /notes before and after that, and the status of a POST after it. */
  before: number
  after: number
  status: number
  /** Whether the id of that note is that of an earlier one, a deleted one included. */
  repeated: boolean
  /** The second server: how it takes a new connection after SIGTERM, answers what it has begun, and ends. */
  refused: string
  reply: unknown
  end: Awaited<App['exited']>
  text: string
}

let ending: Promise<Ending> | undefined

/** Ends the server, and another one after it that finds the same file. */
export function lastHours(app: App, file: string): Promise<Ending> {
  ending ??= watch(app, file)
  return ending
}

async function watch(app: App, file: string): Promise<Ending> {
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(25_000))
  const notes = await Promise.all(texts.map((text) => post(app, text)))
  await written(file, texts)
  const deleted = await post(app, 'deleted')
  await app.fetch(`/notes/${deleted.id}`, { method: 'DELETE' })
  const known = await idsOf(app)
  let saves = 0
  const keepBusy = async (note: Posted) => {
    while (note.status === 201 && saves < SAVES) {
      await put(app, note).catch(() => undefined)
      saves += 1
    }
  }
  const busy = notes.map(keepBusy)
  const found = await whileSaving(file, () => saves < SAVES - 3 && notes.some(({ status }) => status === 201))
  await app.stop('SIGKILL')
  saves = SAVES
  await Promise.all(busy)
  const left = wholeness(await readFile(file).catch(() => undefined))
  // What is broken is known by now; the next server can do nothing for it.
  if (left !== WHOLE) await rm(file, { force: true })
  const next = await startApp({ env: { DATA_FILE: file } })
  const after = (await idsOf(next)).length // leaves an idle connection open, as browsers do
  const { status, id } = await post(next, 'after a death')
  const repeated = [...known, deleted.id].includes(id)
  return { found, left, before: known.length, after, status, repeated, ...(await terminated(next, file)) }
}

async function terminated(app: App, file: string): Promise<Pick<Ending, 'refused' | 'reply' | 'end' | 'text'>> {
  const body = JSON.stringify({ text: 'begun before SIGTERM' })
  const headers = { 'Content-Length': body.length, Expect: '100-continue' }
  const { request, reply, close, askOn } = open(app, 'POST', '/notes', headers)
  const begun = new Promise((resolve) => request.once('continue', resolve))
  request.flushHeaders()
  await begun
  const ended = app.stop('SIGTERM')
  const refused = await refusal(app)
  request.end(body)
  const answer = await reply
  void askOn()
  const end = await ended
  close()
  return { refused, reply: answer, end, text: await readFile(file, 'utf8').catch(() => '') }
}

const WHOLE = 'whole JSON'

/** A process that died at some moment would leave what can be read at that moment. */
async function whileSaving(file: string, goesOn: () => boolean): Promise<string> {
  let known: Buffer | undefined
  const late = timeLimit(BUSY_MS)
  while (goesOn() && !late.aborted) {
    const bytes = await readFile(file).catch(() => undefined)
    if (!bytes || !known?.equals(bytes)) {
      const found = wholeness(bytes)
      if (found !== WHOLE) return found
      known = bytes
    }
    await sleep(1)
  }
  return WHOLE
}

/** What a program that starts now would find. */
function wholeness(bytes: Buffer | undefined): string {
  if (!bytes) return 'no file'
  if (bytes.length === 0) return 'an empty file'
  try {
    JSON.parse(bytes.toString())
    return WHOLE
  } catch {
    return `${bytes.length} bytes that are not JSON`
  }
}

interface Posted {
  status: number
  id: string
  text: string
}

async function post(app: App, text: string): Promise<Posted> {
  const response = await app.fetch('/notes', { method: 'POST', body: JSON.stringify({ text }) })
  const note = (await response.json().catch(() => undefined)) as { id?: string } | undefined
  return { status: response.status, id: note?.id ?? '', text }
}

async function put(app: App, { id, text }: Posted): Promise<void> {
  const response = await app.fetch(`/notes/${id}`, { method: 'PUT', body: JSON.stringify({ text }) })
  await response.arrayBuffer()
}

async function idsOf(app: App): Promise<string[]> {
  const list: unknown = await (await app.fetch('/notes')).json().catch(() => undefined)
  return Array.isArray(list) ? (list as Partial<Posted>[]).map((note) => note?.id ?? '') : []
}
