import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import { check, expect } from 'backend-workbook/check'
import { mapLimit } from '../../../exercises/02-the-event-loop/map-limit.ts'
import { callOutcome, outcomeOf, quiet, unhandledDuring, until, watched } from '../support.ts'
import { controlled } from './controlled.ts'

check('rejects with a RangeError when the limit makes no sense', { read: 'map-limit' }, async () => {
  for (const limit of [0, -1, 1.5, Number.NaN]) {
    let calls = 0
    const outcome = await callOutcome(() => mapLimit([1, 2], limit, () => calls++), 20)
    expect(outcome, `mapLimit([1, 2], ${limit}, mapper)`).toEqual({ rejected: expect.any(RangeError) })
    const error = typeof outcome === 'object' && 'rejected' in outcome ? outcome.rejected : undefined
    expect(String(error), `the error of mapLimit([1, 2], ${limit}, mapper) as text, which has a message`).toMatch(/: ./)
    expect(calls, `calls of the mapper in mapLimit([1, 2], ${limit}, mapper)`).toBe(0)
  }
  const unlimited = await callOutcome(() => mapLimit([1, 2], Infinity, (item) => item * 2))
  expect(unlimited, 'mapLimit([1, 2], Infinity, (item) => item * 2), which does make sense').toEqual({
    resolved: [2, 4],
  })
})

check('rejects as soon as one item fails, with its error', { read: 'errors' }, async () => {
  const task = controlled()
  const boom = new Error('the last one failed')
  await unhandledDuring(async () => {
    const results = watched(mapLimit([1, 2, 3, 4], 3, task.mapper))
    await until(() => task.started.length >= 3)
    task.fail(task.last(), boom)
    expect(
      await outcomeOf(results),
      'mapLimit([1, 2, 3, 4], 3, mapper) when the last one started has failed and the others are in progress',
    ).toEqual({ rejected: boom })

    for (const reason of [undefined, null, 0, '']) {
      const outcome = await callOutcome(() => mapLimit([1], 1, () => Promise.reject(reason)))
      expect(outcome, `mapLimit([1], 1, mapper), where the mapper rejects with ${inspect(reason)}`).toStrictEqual({
        rejected: reason,
      })
    }
  })
})

check('starts nothing new after the first failure', { read: 'errors' }, async () => {
  const task = controlled()
  await unhandledDuring(async () => {
    const results = watched(mapLimit([1, 2, 3, 4, 5, 6], 2, task.mapper))
    await until(() => task.started.length >= 2)
    const before = [...task.started]
    task.fail(task.last(), new Error('the last one failed'))
    await quiet()
    task.finish(0)
    await quiet()
    expect(
      task.started,
      'positions started in mapLimit([1, … 6], 2, mapper) when one has failed, and then position 0 has finished',
    ).toEqual(before)
    await outcomeOf(results)
  })
})

check('treats a mapper that throws like one that rejects', { read: 'errors' }, async () => {
  for (const failing of [0, 2]) {
    const boom = new Error(`thrown for ${failing}`)
    await unhandledDuring(async () => {
      const outcome = await callOutcome(() =>
        mapLimit([0, 1, 2, 3], 1, (item) => {
          if (item === failing) throw boom
          return item
        }),
      )
      expect(outcome, `mapLimit([0, 1, 2, 3], 1, mapper), where the mapper throws for ${failing}`).toEqual({
        rejected: boom,
      })
    })
  }
})

check('leaves no rejection unhandled when a second item fails', { read: 'errors' }, async () => {
  const task = controlled()
  const unhandled = await unhandledDuring(async () => {
    const results = watched(mapLimit([1, 2, 3], 3, task.mapper))
    await until(() => task.started.length >= 3)
    task.fail(2, new Error('first failure'))
    await quiet()
    task.fail(1, new Error('second failure'))
    await quiet()
    task.finish(0)
    await outcomeOf(results)
  })
  expect(unhandled, 'unhandled rejections of mapLimit([1, 2, 3], 3, mapper) when two items fail').toEqual([])
})

check('rejects at once with the reason of a signal that aborts', { read: 'cancelling' }, async () => {
  const reason = new Error('the visitor left')
  const task = controlled()
  await unhandledDuring(async () => {
    const early = await callOutcome(() => mapLimit([1], 1, task.mapper, { signal: AbortSignal.abort(reason) }), 20)
    expect(early, 'mapLimit([1], 1, mapper, { signal }) with a signal that has already aborted').toEqual({
      rejected: reason,
    })
    expect(task.started, 'positions started when the signal had already aborted').toEqual([])

    const controller = new AbortController()
    const results = watched(mapLimit([1, 2, 3, 4], 2, task.mapper, { signal: controller.signal }))
    await until(() => task.started.length >= 2)
    const before = [...task.started]
    controller.abort(reason)
    expect(
      await outcomeOf(results),
      'mapLimit([1, 2, 3, 4], 2, mapper, { signal }) when the signal aborts while items are in progress',
    ).toEqual({ rejected: reason })
    for (const index of before) task.finish(index)
    await quiet()
    expect(task.started, 'positions started when the signal has aborted and those in progress have finished').toEqual(
      before,
    )
  })
})

check('leaves no listener on the signal', { read: 'cancelling' }, async () => {
  const { signal } = new AbortController()
  await unhandledDuring(async () => {
    await callOutcome(() => mapLimit([1, 2, 3], 2, (item) => item, { signal }))
    await callOutcome(() => mapLimit([1, 2, 3], 2, () => Promise.reject(new Error('no')), { signal }))
    await quiet()
  })
  expect(
    getEventListeners(signal, 'abort').length,
    'abort listeners on the signal after two calls of mapLimit, one of which failed',
  ).toBe(0)
})
