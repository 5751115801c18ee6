import { check, expect } from 'backend-workbook/check'
import { open, postAll, sharedFile, written } from '../raw-client.ts'
import { made, type Note, PATIENT_MS, send, server } from './notes.ts'

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
  const later = await made(app, '  ')
  expect(later.text, "the text of a new note '  ', which is not empty").toBe('  ')
  const list = (await (await app.fetch('/notes')).json()) as Note[]
  expect(list.slice(-2), 'the last two of GET /notes, after another POST').toEqual([note, later])
})

check('changes and deletes notes, and gives no id a second time', { read: 'json-api', ms: PATIENT_MS }, async () => {
  const app = await server()
  const { id } = await made(app, 'call Ann')
  const path = `/notes/${id}`
  const next = await made(app, 'call Carl')
  const changed = await send(app, 'PUT', path, { text: 'call Bob' })
  expect(changed.status, `PUT ${path} with { "text": "call Bob" }`).toBe(200)
  expect(await changed.json(), `PUT ${path} with { "text": "call Bob" }`).toEqual({ id, text: 'call Bob' })
  expect(await (await app.fetch(path)).json(), `GET ${path} after that`).toEqual({ id, text: 'call Bob' })
  const list = (await (await app.fetch('/notes')).json()) as Note[]
  expect(list.slice(-2), 'the last two of GET /notes, after PUT of the last but one').toEqual([
    { id, text: 'call Bob' },
    next,
  ])
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
  const list = (await (await app.fetch('/notes')).json()) as Note[]
  const known = list.filter((note) => note.text.startsWith('note '))
  expect(known.map((note) => note.text).sort(), 'the texts of GET /notes after that').toEqual(wanted)
  expect(new Set(known.map((note) => note.id)).size, 'how many different ids these 100 notes have').toBe(100)
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
