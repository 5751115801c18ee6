import { check, expect } from 'backend-workbook/check'
import { mapLimit } from '../../../exercises/02-the-event-loop/map-limit.ts'
import { callOutcome, outcomeOf, quiet, until, watched } from '../support.ts'
import { controlled } from './controlled.ts'

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
  const odd = [1, undefined, null, 0, '', false, 2]
  const pairs = await callOutcome(() => mapLimit(odd, 2, (item) => [item]))
  expect(pairs, "mapLimit([1, undefined, null, 0, '', false, 2], 2, (item) => [item])").toEqual({
    resolved: [[1], [undefined], [null], [0], [''], [false], [2]],
  })
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
