import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS, until } from '../serving.ts'
import { openWriter, tokens } from './writer.ts'

check('gives a late reader all events from the first', { read: 'resume', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter()
  const { writing, read } = await begin()
  const early = await read()
  writing.give('a', 'b')
  await early.receives(2)
  const late = await read()
  expect(await late.receives(2), 'the events of a reader who comes after two pieces').toEqual(tokens(['a', 'b']))
  writing.give('c')
  writing.end()
  const all = [...tokens(['a', 'b', 'c']), { id: '4', event: 'done', data: { text: 'abc' } }]
  for (const reader of [early, late]) expect(await reader.receives(4), 'the events in the end').toEqual(all)
  const last = await read()
  expect(await last.receives(4), 'the events of a reader who comes after the end').toEqual(all)
  await until(last.ended, 'the server ends the answer after the last event')
  const long = await begin()
  const pieces = Array.from({ length: 500 }, (_, index) => `word ${index} `)
  long.writing.give(...pieces)
  await until(async () => String((await long.get()).text).endsWith('word 499 '), 'text has what was written')
  const reader = await long.read()
  expect(await reader.receives(500), 'the events of a reader who comes after 500 pieces').toEqual(tokens(pieces))
})

check('goes on after the event that a reader has seen last', { read: 'resume', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter()
  const { writing, read } = await begin()
  const first = await read()
  writing.give('a', 'b', 'c')
  await first.receives(3)
  first.leave()
  const again = await read({ 'last-event-id': '2' })
  expect(await again.receives(1), 'the events after Last-Event-ID: 2').toEqual(tokens(['c'], 3))
  const upToDate = await read({ 'last-event-id': '3' })
  for (const id of ['99', '0', '-1', '1.5', 'x', '2x']) {
    const reader = await read({ 'last-event-id': id })
    expect(await reader.receives(3), `the events after Last-Event-ID: ${id}`).toEqual(tokens(['a', 'b', 'c']))
    reader.leave()
  }
  writing.give('d')
  writing.end()
  const end = [...tokens(['d'], 4), { id: '5', event: 'done', data: { text: 'abcd' } }]
  expect(await again.receives(3), 'all events after Last-Event-ID: 2').toEqual([...tokens(['c'], 3), ...end])
  expect(await upToDate.receives(2), 'all events after Last-Event-ID: 3').toEqual(end)
})

check('tells a browser that has had everything to stay away', { read: 'resume', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter()
  const { writing, read } = await begin()
  writing.give('a')
  writing.end()
  const reader = await read()
  await reader.receives(2)
  const again = await read({ 'last-event-id': '2' })
  expect(again.status, 'the status for Last-Event-ID: 2, where the event 2 was done').toBe(204)
  const before = await read({ 'last-event-id': '1' })
  expect(before.status, 'the status for Last-Event-ID: 1, where the event 2 was done').toBe(200)
  const done = { id: '2', event: 'done', data: { text: 'a' } }
  expect(await before.receives(1), 'its events').toEqual([done])
})
