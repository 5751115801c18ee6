import { get } from 'node:http'
import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS, until } from '../serving.ts'
import { openWriter, tokens } from './writer.ts'

check('streams each piece as an event, and ends with the whole text', { read: 'sse', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter()
  const { writing, read } = await begin()
  const reader = await read()
  expect(reader.status, 'the status of the events').toBe(200)
  expect(reader.headers['content-type'], 'their Content-Type').toMatch(/^text\/event-stream\b/)
  expect(reader.headers['cache-control'], 'their Cache-Control').toMatch(/no-cache|no-store/)
  const pieces = ['Solid', ' oak.\n\nFor: six', '\r\n', ' "für immer" 🪑', '']
  writing.give(...pieces)
  writing.end()
  await reader.receives(pieces.length + 1)
  const done = { id: '6', event: 'done', data: { text: pieces.join('') } }
  expect(reader.events, 'the events').toEqual([...tokens(pieces), done])
  await until(reader.ended, 'the server ends the answer after the last event')
})

check('sends each event at once, also to clients that accept gzip', { read: 'flush', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter()
  const { writing, read } = await begin()
  const readers = [
    await read({ 'accept-encoding': 'gzip, deflate' }),
    await read(),
    await read({ 'accept-encoding': 'gzip' }),
  ]
  for (const count of [1, 2, 3]) {
    writing.give('word ')
    for (const reader of readers)
      expect(await reader.receives(count), `the events when ${count} pieces were written`).toEqual(
        tokens(Array<string>(count).fill('word ')),
      )
  }
})

check('compresses long answers in JSON', { read: 'flush', ms: PATIENT_MS }, async () => {
  const { begin, url } = await openWriter()
  const { writing, path, get: description } = await begin()
  writing.give('oak '.repeat(2000))
  await until(async () => Object(await description()).text?.length === 8000, 'text has what was written')
  const encoding = await new Promise((resolve, reject) => {
    get(url + path, { headers: { 'accept-encoding': 'gzip' }, agent: false }, (response) => {
      response.resume()
      resolve(response.headers['content-encoding'])
    }).on('error', reject)
  })
  expect(encoding, 'Content-Encoding of GET /descriptions/<id> with 8,000 characters').toBe('gzip')
})

check('lets readers hear from it while nothing happens', { read: 'sse', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter({ heartbeatMs: 80 })
  const { writing, read } = await begin()
  const readers = [await read({ 'accept-encoding': 'gzip' }), await read()]
  for (const reader of readers) {
    const before = reader.comments()
    const message = 'comments, where heartbeatMs is 80 and the model says nothing'
    await expect.poll(() => reader.comments() - before, { message, timeout: 1500 }).toBeGreaterThanOrEqual(3)
  }
  writing.give('oak')
  for (const reader of readers) expect(await reader.receives(1), 'the events after that').toEqual(tokens(['oak']))
})

check('tells readers that the model has failed', { read: 'leaving', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter()
  const { writing, read, get: description } = await begin()
  const reader = await read()
  writing.give('Solid')
  writing.fail()
  await reader.receives(2)
  const failed = { id: '2', event: 'failed', data: { error: 'model_failed' } }
  expect(reader.events, 'the events, where the model fails after one piece').toEqual([...tokens(['Solid']), failed])
  await until(reader.ended, 'the server ends the answer after the last event')
  expect(await description(), 'GET /descriptions/<id>').toMatchObject({ status: 'failed', text: 'Solid' })
})
