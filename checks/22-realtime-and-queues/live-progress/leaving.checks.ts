import { check, expect } from 'backend-workbook/check'
import { chanceFor, PATIENT_MS, until } from '../serving.ts'
import { openWriter, tokens } from './writer.ts'

check('stops the model when the last reader has left', { read: 'leaving', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter({ graceMs: 200 })
  const { writing, read, get } = await begin()
  const reader = await read()
  writing.give('a')
  await reader.receives(1)
  const left = performance.now()
  reader.leave()
  await until(() => writing.signal.aborted, 'the signal is aborted when the only reader has left, where graceMs is 200')
  expect(performance.now() - left, 'milliseconds until then').toBeGreaterThan(185)
  await until(async () => (await get()).status !== 'writing', 'the status is another')
  expect(await get(), 'GET /descriptions/<id>').toMatchObject({ status: 'cancelled', text: 'a' })
  const late = await read()
  await late.receives(2)
  const cancelled = { id: '2', event: 'cancelled', data: {} }
  expect(late.events, 'the events of a reader who comes too late').toEqual([...tokens(['a']), cancelled])
  await until(late.ended, 'the server ends the answer after the last event')
})

check('stops the model also before its first word', { read: 'leaving', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter({ graceMs: 100 })
  const { writing, read, get } = await begin()
  const reader = await read()
  reader.leave()
  await until(() => writing.signal.aborted, 'the signal is aborted when the only reader has left, where graceMs is 100')
  await until(async () => (await get()).status !== 'writing', 'the status is another')
  expect(await get(), 'GET /descriptions/<id>').toMatchObject({ status: 'cancelled', text: '' })
})

check('goes on for a reader who comes back, or stays', { read: 'leaving', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter({ graceMs: 1000 })
  const [back, stays, ready] = [await begin('lamp'), await begin('table'), await begin('chair')]
  const [gone, first, second] = [await back.read(), await stays.read(), await stays.read()]
  const early = await ready.read()
  for (const reader of [gone, first, early]) reader.leave()
  // Otherwise the one who comes may come before the one who leaves.
  await chanceFor(() => back.writing.signal.aborted, 150)
  const again = await back.read()
  ready.writing.end()
  await chanceFor(() => back.writing.signal.aborted || stays.writing.signal.aborted, 1400)
  expect(back.writing.signal.aborted, 'whether it was aborted for a reader who came back at once').toBe(false)
  expect(stays.writing.signal.aborted, 'whether it was aborted when one of two readers left').toBe(false)
  expect((await ready.get()).status, 'the status of one that ended before graceMs was over').toBe('done')
  for (const { writing } of [back, stays]) writing.give('a')
  expect(await again.receives(1), 'the events of the reader who came back').toEqual(tokens(['a']))
  expect(await second.receives(1), 'the events of the reader who stayed').toEqual(tokens(['a']))
})

check('goes on where nobody reads yet', { read: 'leaving', ms: PATIENT_MS }, async () => {
  const { begin } = await openWriter({ graceMs: 100 })
  const { writing, get } = await begin()
  writing.give('a')
  await chanceFor(() => writing.signal.aborted, 400)
  expect(writing.signal.aborted, 'whether it was aborted before anybody has read, where graceMs is 100').toBe(false)
  writing.give('b')
  writing.end()
  await until(async () => (await get()).status !== 'writing', 'the status is another')
  expect(await get(), 'GET /descriptions/<id>').toMatchObject({ status: 'done', text: 'ab' })
})
