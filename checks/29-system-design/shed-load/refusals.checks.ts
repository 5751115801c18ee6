import { check, expect } from 'backend-workbook/check'
import { Overloaded } from '../../../exercises/29-system-design/shed-load.ts'
import { crowd } from './crowd.ts'

check('refuses at once who finds the queue full', { read: 'shedding' }, async () => {
  const { gate, enter, leave, events } = crowd({ limit: 1, queue: 2 })
  for (const name of ['a', 'b', 'c', 'd', 'e']) enter(name)
  expect((await events()).sort(), 'five with limit 1 and queue 2').toEqual(['a', 'd full 1', 'e full 1'])
  expect({ inside: gate.inside, waiting: gate.waiting }, 'counts').toEqual({ inside: 1, waiting: 2 })
  leave('a')
  enter('f')
  enter('g')
  expect((await events()).sort(), 'one leaves, and two come').toEqual(['b', 'g full 1'])
  const none = crowd({ limit: 1, queue: 0 })
  none.enter('a')
  none.enter('b')
  none.enter('c', { priority: 'critical' })
  expect((await none.events()).sort(), 'three with limit 1 and queue 0').toEqual(['a', 'b full 1', 'c full 1'])
  const error = await none.gate.enter().catch((reason: unknown) => reason)
  expect(error, 'what enter rejects with').toBeInstanceOf(Overloaded)
})

check('displaces the least important who came last', { read: 'priorities' }, async () => {
  const { enter, leave, events } = crowd({ limit: 1, queue: 4 })
  enter('inside')
  enter('search 1', { priority: 'optional' })
  enter('order 1')
  enter('search 2', { priority: 'optional' })
  enter('order 2')
  await events()
  enter('search 3', { priority: 'optional' })
  expect(await events(), 'a search where two orders and two searches wait, with queue 4').toEqual(['search 3 full 1'])
  enter('order 3')
  expect(await events(), 'an order after that').toEqual(['search 2 displaced 1'])
  enter('payment 1', { priority: 'critical' })
  expect(await events(), 'a payment after that').toEqual(['search 1 displaced 1'])
  enter('order 4')
  expect(await events(), 'an order, where three orders and a payment wait').toEqual(['order 4 full 1'])
  enter('payment 2', { priority: 'critical' })
  expect(await events(), 'a payment after that').toEqual(['order 3 displaced 1'])
  for (const name of ['inside', 'payment 1', 'payment 2', 'order 1']) leave(name)
  leave('inside')
  expect(await events(), 'who is let in first of the four that wait').toEqual(['payment 1'])
})

check('refuses what would come too late', { read: 'deadlines' }, async () => {
  for (const [typicalMs, deadline, expected] of [
    [undefined, 1000, ['x']],
    [undefined, 999, ['x late 1']],
    [200, 1200, ['x']],
    [200, 1199, ['x late 1']],
    [undefined, 0, ['x late 1']],
  ] as const) {
    const { enter, events, gate } = crowd(typicalMs === undefined ? {} : { typicalMs })
    enter('x', { deadline })
    expect(await events(), `deadline ${deadline} at 1000, with typicalMs ${typicalMs} and a free place`).toEqual(
      expected,
    )
    expect(gate.inside + gate.waiting, 'how many are inside or wait').toBe(expected[0] === 'x' ? 1 : 0)
  }
  const { clock, enter, leave, events, gate } = crowd({ limit: 1, typicalMs: 100 })
  enter('inside')
  enter('until 1500', { deadline: 1500 })
  enter('until 1600', { deadline: 1600 })
  enter('for ever')
  enter('critical until 1450', { deadline: 1450, priority: 'critical' })
  await events()
  clock.time = 1401
  leave('inside')
  expect((await events()).sort(), 'a place is given back at 1401, with typicalMs 100').toEqual([
    'critical until 1450 late 1',
    'until 1500 late 1',
    'until 1600',
  ])
  expect(gate.waiting, 'how many wait afterwards').toBe(1)
})

check('gives the place of one who is late to another', { read: 'deadlines' }, async () => {
  const { clock, enter, events, gate } = crowd({ limit: 1, queue: 2 })
  enter('inside')
  enter('payment', { priority: 'critical', deadline: 1500 })
  enter('order')
  await events()
  clock.time = 1501
  enter('search', { priority: 'optional' })
  expect(await events(), 'a search comes when a payment that waits is late, with queue 2').toEqual(['payment late 1'])
  expect(gate.waiting, 'how many wait').toBe(2)
  const idle = crowd({ limit: 2, queue: 5 })
  for (const name of ['a', 'b']) idle.enter(name)
  idle.enter('c', { deadline: 1100 })
  idle.enter('d')
  await idle.events()
  idle.clock.time = 1101
  idle.enter('e')
  expect(await idle.events(), 'one comes when one of two that wait is late, and the queue is not full').toEqual([
    'c late 1',
  ])
})

check('says when to come again', { read: 'shedding' }, async () => {
  for (const [limit, queue, typicalMs, seconds] of [
    [1, 3, 1000, 3],
    [2, 3, 1000, 2],
    [4, 4, 1000, 1],
    [1, 1, 1001, 2],
    [10, 5, 100, 1],
    [1, 0, 5000, 1],
    [3, 10, 700, 3],
  ] as const) {
    const { enter, events } = crowd({ limit, queue, typicalMs })
    for (let n = 0; n < limit + queue; n += 1) enter(`${n}`)
    await events()
    enter('x')
    const given = `limit ${limit}, queue ${queue} (full), typicalMs ${typicalMs}: reason and retryAfterSeconds of one more`
    expect(await events(), given).toEqual([`x full ${seconds}`])
  }
  const { enter, events } = crowd({ limit: 1, queue: 5, typicalMs: 2000 })
  enter('inside')
  for (const name of ['a', 'b']) enter(name)
  await events()
  enter('x', { deadline: 1500 })
  expect(await events(), 'one who is late, where two wait, with limit 1 and typicalMs 2000').toEqual(['x late 4'])
  for (const [waiting, how, expected] of [
    [[4000, undefined, undefined], 'a place is given back', ['1 late 4', '2']],
    [[4000, undefined, undefined], 'one more comes', ['1 late 4']],
    [[4000, 4500, undefined], 'a place is given back', ['1 late 2', '2 late 2', '3']],
    [[4000, 4500, undefined], 'one more comes', ['1 late 2', '2 late 2']],
  ] as const) {
    const each = crowd({ limit: 1, queue: 5, typicalMs: 2000 })
    each.enter('inside')
    for (const [index, deadline] of waiting.entries())
      each.enter(`${index + 1}`, deadline === undefined ? {} : { deadline })
    await each.events()
    each.clock.time = 3000
    if (how === 'one more comes') each.enter('newcomer')
    else each.leave('inside')
    const given = `three wait with the deadlines ${waiting.map(String)}, typicalMs 2000, limit 1; at 3000 ${how}`
    expect((await each.events()).sort(), given).toEqual(expected)
  }
})
