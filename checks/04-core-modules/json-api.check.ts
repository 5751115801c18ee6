import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, check, expect, sharedApp, startApp } from 'backend-workbook/check'
import { MAX_BODY } from '../../exercises/04-core-modules/json-api.ts'
import {
  contentsOf,
  open,
  postAll,
  refusal,
  removeSharedFile,
  sharedFile,
  statusBeforeTheEnd,
  written,
} from './raw-client.ts'
import { inFolder } from './support.ts'

/** Starting a server does not count, but a busy machine may take long to answer. */
const PATIENT_MS = 2800

interface Note {
  id: string
  text: string
}

/** The server for checks that do no harm to it. */
const server = () => sharedApp({ env: { DATA_FILE: sharedFile() } })

const send = (app: App, method: string, path: string, body: unknown) =>
  app.fetch(path, { method, body: typeof body === 'string' ? body : JSON.stringify(body) })

async function made(app: App, text: string): Promise<Note> {
  const response = await send(app, 'POST', '/notes', { text })
  expect(response.status, `POST /notes with the text '${text.slice(0, 40)}'`).toBe(201)
  return (await response.json()) as Note
}

async function texts(app: App): Promise<string[]> {
  return ((await (await app.fetch('/notes')).json()) as Note[]).map((note) => note.text)
}

check('makes a note and finds it again', { read: 'json-api', ms: PATIENT_MS }, async () => {
  const app = await server()
  const response = await send(app, 'POST', '/notes', { text: 'buy milk' })
  expect(response.status, 'POST /notes with { "text": "buy milk" }').toBe(201)
  expect(response.headers.get('content-type'), 'its Content-Type').toMatch(/^application\/json\b/)
  const note = (await response.json()) as Note
  expect(note, 'its body').toEqual({ id: expect.any(String), text: 'buy milk' })
  const path = `/notes/${note.id}`
  expect(response.headers.get('location'), 'its Location').toBe(path)
  const again = await app.fetch(path)
  expect(again.status, 'GET of that path').toBe(200)
  expect(await again.json(), 'GET of that path').toEqual(note)
  const later = await made(app, 'buy bread')
  const list = (await (await app.fetch('/notes')).json()) as Note[]
  expect(list.slice(-2), 'the last two of GET /notes, after another POST').toEqual([note, later])
})

check('changes and deletes notes, and gives no id a second time', { read: 'json-api', ms: PATIENT_MS }, async () => {
  const app = await server()
  const { id } = await made(app, 'call Ann')
  const path = `/notes/${id}`
  const changed = await send(app, 'PUT', path, { text: 'call Bob' })
  expect(changed.status, `PUT ${path} with { "text": "call Bob" }`).toBe(200)
  expect(await changed.json(), `PUT ${path} with { "text": "call Bob" }`).toEqual({ id, text: 'call Bob' })
  expect(await (await app.fetch(path)).json(), `GET ${path} after that`).toEqual({ id, text: 'call Bob' })
  expect((await app.fetch(path, { method: 'DELETE' })).status, `DELETE ${path}`).toBe(204)
  for (const [method, body] of [
    ['GET', undefined],
    ['PUT', '{ "text": "too late" }'],
    ['DELETE', undefined],
  ] as const) {
    const response = await app.fetch(path, { method, body: body ?? null })
    expect(response.status, `${method} ${path} after that`).toBe(404)
    expect(await response.json(), `${method} ${path} after that`).toEqual({ error: expect.stringMatching(/\S/) })
  }
  const first = await made(app, 'one')
  const second = await made(app, 'two')
  await app.fetch(`/notes/${first.id}`, { method: 'DELETE' })
  const third = await made(app, 'three')
  await app.fetch(`/notes/${third.id}`, { method: 'DELETE' })
  const fourth = await made(app, 'four')
  const ids = [first, second, third, fourth].map((note) => note.id)
  expect(new Set(ids).size, `different ids among ${ids.join(', ')}, made while the 1st and 3rd were deleted`).toBe(4)
})

check('answers 404 to a path that does not exist', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  for (const path of ['/', '/note', '/my/notes', '/notes/1/2', '/notesx', '/notes/%zz', '//', '/notes/nobody']) {
    const { request, reply, close } = open(app, 'GET', path)
    request.end()
    expect(await reply, `GET ${path}`).toMatchObject({ status: 404, text: expect.stringMatching(/^{"error":\s*".+"/) })
    close()
  }
  expect((await app.fetch('/notes?sort=text')).status, 'GET /notes?sort=text, which does exist').toBe(200)
})

check('answers 405 with Allow to a method that the path does not have', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const { id } = await made(app, 'stays as it is')
  for (const [method, path, allowed] of [
    ['DELETE', '/notes', ['GET', 'POST']],
    ['PATCH', '/notes', ['GET', 'POST']],
    ['POST', `/notes/${id}`, ['DELETE', 'GET', 'PUT']],
    ['PATCH', `/notes/${id}`, ['DELETE', 'GET', 'PUT']],
  ] as const) {
    const response = await app.fetch(path, { method })
    expect(response.status, `${method} ${path}`).toBe(405)
    expect(await response.json(), `${method} ${path}`).toEqual({ error: expect.stringMatching(/\S/) })
    const methods = (response.headers.get('allow') ?? '').split(/\s*,\s*/)
    // A server may know HEAD and OPTIONS besides.
    const known = methods.filter((name) => name !== 'HEAD' && name !== 'OPTIONS').sort()
    expect(known, `the methods in Allow of ${method} ${path}`).toEqual(allowed)
  }
})

check('puts characters together that arrive in two parts', { read: 'chunk-edges', ms: PATIENT_MS }, async () => {
  const app = await server()
  const text = 'é € 𝄞'
  const bytes = Buffer.from(JSON.stringify({ text }))
  for (let cut = 9; cut < bytes.length - 2; cut += 1) {
    const { request, reply, close } = open(app, 'POST', '/notes')
    request.write(bytes.subarray(0, cut))
    await new Promise((resolve) => setTimeout(resolve, 5))
    request.end(bytes.subarray(cut))
    const answer = await reply
    const note = answer === 'no answer' ? answer : (JSON.parse(answer.text) as Note).text
    expect(note, `the text of a new note '${text}' whose body came in two parts, cut at byte ${cut}`).toBe(text)
    close()
  }
})

check('answers 413 at once when Content-Length is too large', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const status = await statusBeforeTheEnd(app, { 'Content-Length': 10_000_000 }, '{ "text": "')
  expect(status, 'POST /notes with Content-Length 10000000, of which 11 bytes have been sent').toBe(413)
})

check('answers 413 once too many bytes have come', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const most = `{"text":"${'x'.repeat(MAX_BODY - 11)}"}`
  expect((await send(app, 'POST', '/notes', most)).status, 'POST /notes with a body of 102400 bytes').toBe(201)
  const status = await statusBeforeTheEnd(app, {}, `${most} `)
  expect(status, 'POST /notes without Content-Length, of which 102401 bytes have been sent').toBe(413)
  const letters = `{"text":"${'é'.repeat(MAX_BODY / 2)}`
  expect(
    await statusBeforeTheEnd(app, {}, letters),
    'POST /notes without Content-Length, of which 51209 characters with 102409 bytes have been sent',
  ).toBe(413)
  expect((await app.fetch('/notes')).status, 'GET /notes after that').toBe(200)
})

check('goes on when a client leaves in the middle of a body', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const before = await texts(app)
  const { request, close } = open(app, 'POST', '/notes', { 'Content-Length': 1000, Expect: '100-continue' })
  const begun = new Promise((resolve) => request.once('continue', resolve))
  request.flushHeaders()
  await begun
  request.write('{ "text": "half')
  await new Promise((resolve) => setTimeout(resolve, 20))
  close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await texts(app), 'GET /notes after a client sent half a body and closed the connection').toEqual(before)
})

check('answers 400 to a body that is not JSON or has no text', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const { id } = await made(app, 'stays as it is')
  const before = await texts(app)
  for (const body of ['{ "text": ', 'text=milk', '', 'null', '[]', '"milk"', '{}', '{"text":""}', '{"text":7}']) {
    for (const [method, path] of [
      ['POST', '/notes'],
      ['PUT', `/notes/${id}`],
    ] as const) {
      const response = await send(app, method, path, body)
      expect(response.status, `${method} ${path} with the body ${body || '(empty)'}`).toBe(400)
      expect(await response.json(), `${method} ${path} with the body ${body || '(empty)'}`).toEqual({
        error: expect.stringMatching(/\S/),
      })
    }
  }
  expect(await texts(app), 'the texts of GET /notes after that').toEqual(before)
})

check('answers 500 and leaves the file alone when it holds no JSON', { read: 'saving', ms: PATIENT_MS }, async () => {
  removeSharedFile()
  await inFolder(async (folder) => {
    const file = join(folder, 'notes.json')
    await writeFile(file, '[{"id":"1","text":"cut o')
    const app = await startApp({ env: { DATA_FILE: file } })
    const get = await app.fetch('/notes')
    expect(get.status, 'GET /notes when the file is cut off').toBe(500)
    expect(await get.json(), 'GET /notes when the file is cut off').toEqual({ error: expect.stringMatching(/\S/) })
    const post = await send(app, 'POST', '/notes', { text: 'new' })
    expect(post.status, 'POST /notes when the file is cut off').toBe(500)
    expect(await readFile(file, 'utf8'), 'the file after that').toBe('[{"id":"1","text":"cut o')
  })
})

check('loses none of 100 notes that come at once', { read: 'saving', ms: PATIENT_MS }, async () => {
  await inFolder(async (folder) => {
    const env = { DATA_FILE: join(folder, 'notes.json') }
    const app = await startApp({ env })
    const wanted = Array.from({ length: 100 }, (_, index) => `note ${String(index).padStart(2, '0')}`)
    const statuses = await postAll(app, wanted)
    expect(
      statuses.filter((status) => status === 201).length,
      'how many of 100 simultaneous POST /notes were answered 201',
    ).toBe(100)
    // Whether it is saved in time is another check's question.
    await written(env.DATA_FILE, (text) => wanted.every((note) => text.includes(note)))
    await app.stop('SIGKILL')
    const again = await startApp({ env })
    expect((await texts(again)).sort(), 'the texts of GET /notes after a restart').toEqual(wanted)
  })
})

check('has saved what it has answered', { read: 'saving', ms: PATIENT_MS }, async () => {
  await inFolder(async (folder) => {
    const env = { DATA_FILE: join(folder, 'notes.json') }
    const app = await startApp({ env })
    // One after the other, so that nothing but the last answer is in a hurry; long ones, so that saving takes its time.
    for (let count = 0; count < 6; count += 1) await made(app, `${count} `.padEnd(90_000, 'x'))
    await app.stop('SIGKILL')
    const again = await startApp({ env })
    expect(
      (await texts(again)).length,
      'notes in GET /notes after 6 long ones were answered 201, the process was killed at once and started again',
    ).toBe(6)
  })
})

check('leaves whole JSON behind whenever it dies', { read: 'saving', ms: PATIENT_MS }, async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'notes.json')
    for (const round of ['the first', 'the second']) {
      const app = await startApp({ env: { DATA_FILE: file } })
      const long = 'x'.repeat(90_000)
      const notes = await Promise.all(Array.from({ length: 8 }, () => made(app, long)))
      await written(file, () => true)
      let alive = true
      const keepBusy = async ({ id }: Note) => {
        while (alive) await send(app, 'PUT', `/notes/${id}`, { text: long }).catch(() => undefined)
      }
      const busy = notes.slice(0, 3).map(keepBusy)
      const deathMs = performance.now() + 100 + Math.random() * 200
      let found = 'whole JSON'
      // A process that died at this moment would leave what can be read at this moment.
      while (performance.now() < deathMs && found === 'whole JSON') found = await contentsOf(file)
      const end = app.stop('SIGKILL')
      alive = false
      await Promise.all([end, ...busy])
      expect(found, 'what the file holds at some moment while notes are being saved').toBe('whole JSON')
      expect(await contentsOf(file), `what the file holds after ${round} SIGKILL while notes were being saved`).toBe(
        'whole JSON',
      )
    }
  })
})

check(
  'on SIGTERM, answers what it has begun and ends with exit code 0',
  { read: 'signals', ms: PATIENT_MS },
  async () => {
    // Windows has no SIGTERM that a process could hear.
    if (process.platform === 'win32') return
    await inFolder(async (folder) => {
      const file = join(folder, 'notes.json')
      const app = await startApp({ env: { DATA_FILE: file } })
      await texts(app) // leaves an idle connection open, as browsers do
      const body = JSON.stringify({ text: 'begun before SIGTERM' })
      const { request, reply, close } = open(app, 'POST', '/notes', {
        'Content-Length': body.length,
        Expect: '100-continue',
      })
      const begun = new Promise((resolve) => request.once('continue', resolve))
      request.flushHeaders()
      await begun
      const ended = app.stop('SIGTERM')
      expect(await refusal(app), 'a new connection after SIGTERM').toBe('ECONNREFUSED')
      request.end(body)
      expect(await reply, 'a POST /notes whose body arrives after SIGTERM').toMatchObject({ status: 201 })
      expect(await ended, 'how the process ends after that, within a second').toEqual({ code: 0, signal: null })
      expect(await readFile(file, 'utf8'), 'the file after that').toContain('begun before SIGTERM')
      close()
    })
  },
)
