import { getEventListeners } from 'node:events'
import { check, expect } from 'backend-workbook/check'
import { mapLimit } from '../../exercises/02-the-event-loop/map-limit.ts'
import { callOutcome, type Deferred, deferred, outcomeOf, quiet, unhandledDuring, until, watched } from './support.ts'

/** A mapper whose calls the check ends one by one, by position. */
function controlled() {
  const started: number[] = []
  const calls: Deferred<string>[] = []
  let running = 0
  let mostRunning = 0
  return {
    started,
    mostRunning: () => mostRunning,
    async mapper(_item: unknown, index: number): Promise<string> {
      started.push(index)
      running += 1
      mostRunning = Math.max(mostRunning, running)
      const call = deferred<string>()
      calls[index] = call
      try {
        return await call.promise
      } finally {
        running -= 1
      }
    },
    last: () => started.at(-1) ?? 0,
    finish: (index: number) => calls[index]?.resolve(`result ${index}`),
    fail: (index: number, error: unknown) => calls[index]?.reject(error),
    /** Ends every call as soon as it starts, until `count` have ended; the order within a turn is backwards. */
    async finishAll(count: number) {
      const ended = new Set<number>()
      while (ended.size < count) {
        const before = ended.size
        await until(() => calls.some((_, index) => !ended.has(index)), 10)
        for (const index of [...calls.keys()].reverse()) {
          if (calls[index] && !ended.has(index)) {
            calls[index].resolve(`result ${index}`)
            ended.add(index)
          }
        }
        if (ended.size === before) return
      }
    },
  }
}

check('gives the results in the order of the items, whatever order they finish in', { read: 'map-limit' }, async () => {
  const task = controlled()
  const results = mapLimit(['a', 'b', 'c', 'd', 'e'], 3, task.mapper)
  await task.finishAll(5)
  expect(
    await outcomeOf(results),
    "mapLimit(['a', 'b', 'c', 'd', 'e'], 3, mapper), where later items finish first",
  ).toEqual({ resolved: ['result 0', 'result 1', 'result 2', 'result 3', 'result 4'] })
})

check('never has more items in progress than the limit', { read: 'a-pool-not-chunks' }, async () => {
  const task = controlled()
  const results = watched(mapLimit([1, 2, 3, 4, 5, 6, 7], 3, task.mapper))
  await task.finishAll(7)
  await outcomeOf(results)
  expect(task.mostRunning(), 'most items in progress at once in mapLimit([1, … 7], 3, mapper)').toBeLessThanOrEqual(3)
})

check('starts as many items at once as the limit allows', { read: 'together-or-one-by-one' }, async () => {
  const task = controlled()
  const results = watched(mapLimit([1, 2, 3, 4, 5, 6, 7], 3, task.mapper))
  await until(() => task.started.length >= 3)
  expect(
    task.started.slice(0, 3),
    'positions started before any item has finished, in mapLimit([1, … 7], 3, mapper)',
  ).toEqual([0, 1, 2])
  await task.finishAll(7)
  await outcomeOf(results)
})

check('starts the next item as soon as one finishes', { read: 'a-pool-not-chunks' }, async () => {
  const task = controlled()
  const results = watched(mapLimit([1, 2, 3, 4], 2, task.mapper))
  await until(() => task.started.length >= 2)
  task.finish(1)
  await until(() => task.started.includes(2))
  expect(
    task.started,
    'positions started in mapLimit([1, 2, 3, 4], 2, mapper) when position 1 has finished and position 0 has not',
  ).toContain(2)
  await task.finishAll(4)
  await outcomeOf(results)
})

check('calls the mapper once for each item, with its position', { read: 'map-limit' }, async () => {
  const calls: [string, number][] = []
  const mapper = (item: string, index: number) => {
    calls.push([item, index])
    return item.toUpperCase()
  }
  const outcome = await callOutcome(() => mapLimit(new Set(['a', 'b', 'c']), 10, mapper))
  expect(outcome, "mapLimit(new Set(['a', 'b', 'c']), 10, (item) => item.toUpperCase())").toEqual({
    resolved: ['A', 'B', 'C'],
  })
  expect(calls, 'the arguments of the calls of the mapper').toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ])
})

check('takes an item only when there is room to start it', { read: 'a-pool-not-chunks' }, async () => {
  let taken = 0
  function* items() {
    for (let number = 0; number < 50; number += 1) {
      taken += 1
      yield number
    }
  }
  const task = controlled()
  const results = watched(mapLimit(items(), 3, task.mapper))
  await until(() => task.started.length >= 3)
  await quiet()
  // One ahead is fine: a pool may look whether there is another item before it waits for room.
  expect(taken, 'items taken from a generator of 50 when 3 are in progress and the limit is 3').toBeLessThanOrEqual(4)
  await task.finishAll(50)
  await outcomeOf(results)
})

check('gives an empty list for no items', { read: 'map-limit' }, async () => {
  expect(await callOutcome(() => mapLimit([], 3, () => 'never called')), 'mapLimit([], 3, mapper)').toEqual({
    resolved: [],
  })
})

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
