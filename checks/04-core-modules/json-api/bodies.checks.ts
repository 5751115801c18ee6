import { check, expect } from 'backend-workbook/check'
import { MAX_BODY } from '../../../exercises/04-core-modules/json-api.ts'
import { answerBeforeTheEnd, open } from '../raw-client.ts'
import { made, type Note, PATIENT_MS, send, server, texts } from './notes.ts'

const TOO_LARGE = { status: 413, text: expect.stringMatching(/^{"error":\s*".+"/) }

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
