import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, check, expect, sharedApp, startApp } from 'backend-workbook/check'
import { MAX_BODY } from '../../exercises/04-core-modules/json-api.ts'
import { lastHours } from './ending.ts'
import { answerBeforeTheEnd, open, postAll, savedWhenAnswered, sharedFile, written } from './raw-client.ts'
import { inFolder } from './support.ts'

/** Starting a server does not count, but a busy machine may take long to answer. */
const PATIENT_MS = 2800

interface Note {
  id: string
  text: string
}

/** The server for checks that do no harm to it. */
const server = () => sharedApp({ env: { DATA_FILE: sharedFile() } })

const TOO_LARGE = { status: 413, text: expect.stringMatching(/^{"error":\s*".+"/) }

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

check('loses none of 100 notes that come at once', { read: 'saving', ms: PATIENT_MS }, async () => {
  const app = await server()
  const wanted = Array.from({ length: 100 }, (_, index) => `note ${String(index).padStart(2, '0')}`)
  const statuses = await postAll(app, wanted)
  expect(
    statuses.filter((status) => status === 201).length,
    'how many of 100 simultaneous POST /notes were answered 201',
  ).toBe(100)
  const known = (await texts(app)).filter((text) => text.startsWith('note '))
  expect(known.sort(), 'the texts of GET /notes after that').toEqual(wanted)
  // Whether it is saved in time is another check's question.
  const missing = await written(sharedFile(), wanted)
  expect(missing, 'which of the 100 texts are not in the file, a second later').toEqual([])
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
  const cuts = [10, 13, 14, 17, 18, 19] // the middle of é, the two of €, the three of 𝄞
  const notes = cuts.map(async (cut) => {
    const { request, reply, close } = open(app, 'POST', '/notes')
    request.write(bytes.subarray(0, cut))
    await new Promise((resolve) => setTimeout(resolve, 20))
    request.end(bytes.subarray(cut))
    const answer = await reply
    close()
    return answer === 'no answer' ? answer : (JSON.parse(answer.text) as Note).text
  })
  for (const [index, note] of (await Promise.all(notes)).entries())
    expect(note, `the text of a new note '${text}' whose body came in two parts, cut at byte ${cuts[index]}`).toBe(text)
})

check('answers 413 at once when Content-Length is too large', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const answer = await answerBeforeTheEnd(app, { 'Content-Length': 10_000_000 }, '{ "text": "')
  expect(answer, 'POST /notes with Content-Length 10000000, of which 11 bytes have been sent').toEqual(TOO_LARGE)
})

check('answers 413 once too many bytes have come', { read: 'http', ms: PATIENT_MS }, async () => {
  const app = await server()
  const most = `{"text":"${'x'.repeat(MAX_BODY - 11)}"}`
  expect((await send(app, 'POST', '/notes', most)).status, 'POST /notes with a body of 102400 bytes').toBe(201)
  const answer = await answerBeforeTheEnd(app, {}, `${most} `)
  expect(answer, 'POST /notes without Content-Length, of which 102401 bytes have been sent').toEqual(TOO_LARGE)
  const letters = `{"text":"${'é'.repeat(MAX_BODY / 2)}`
  expect(
    await answerBeforeTheEnd(app, {}, letters),
    'POST /notes without Content-Length, of which 51209 characters with 102409 bytes have been sent',
  ).toEqual(TOO_LARGE)
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

check('has saved what it has answered', { read: 'saving', ms: PATIENT_MS }, async () => {
  const app = await server()
  for (let count = 1; count <= 4; count += 1) {
    // Long ones, so that saving takes its time. One after the other, so that none waits for another's save.
    const text = `long note ${count} `.padEnd(50_000, 'x')
    expect(
      await savedWhenAnswered(app, sharedFile(), text),
      'whether a long new note is in the file at the moment when POST /notes is answered',
    ).toBe('201, and it is in the file')
  }
})

check(
  'on SIGTERM, answers what it has begun and ends with exit code 0',
  { read: 'signals', ms: PATIENT_MS },
  async () => {
    const { refused, reply, end, text } = await lastHours(await server(), sharedFile())
    // Windows has no SIGTERM that a process could hear.
    if (process.platform === 'win32') return
    expect(refused, 'a new connection after SIGTERM').toBe('ECONNREFUSED')
    expect(reply, 'a POST /notes whose body arrives after SIGTERM').toMatchObject({ status: 201 })
    expect(end, 'how the process ends after that, within a second').toEqual({ code: 0, signal: null })
    expect(text, 'the file after that').toContain('begun before SIGTERM')
  },
)

check('leaves whole JSON behind whenever it dies', { read: 'saving', ms: PATIENT_MS }, async () => {
  const { found, left, before, after, status } = await lastHours(await server(), sharedFile())
  expect(found, 'what the file holds at some moment while notes are being saved').toBe('whole JSON')
  expect(left, 'what the file holds after SIGKILL while notes were being saved').toBe('whole JSON')
  expect(after, 'how many notes GET /notes gives after that and a new start').toBe(before)
  expect(status, 'POST /notes after that and a new start').toBe(201)
})

check('answers 500 and leaves the file alone when it holds no JSON', { read: 'saving', ms: PATIENT_MS }, async () => {
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
