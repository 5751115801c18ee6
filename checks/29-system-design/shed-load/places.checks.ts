import { check, expect } from 'backend-workbook/check'
import { crowd } from './crowd.ts'

check('lets in as many as there are places, and others when one is given back', { read: 'shedding' }, async () => {
  const { gate, enter, leave, events } = crowd({ limit: 2 })
  for (const name of ['a', 'b', 'c', 'd', 'e']) enter(name)
  expect({ inside: gate.inside, waiting: gate.waiting }, 'counts right after five have come, with limit 2').toEqual({
    inside: 2,
    waiting: 3,
  })
  expect(await events(), 'who was let in').toEqual(['a', 'b'])
  leave('b')
  expect({ inside: gate.inside, waiting: gate.waiting }, 'counts right after one has left').toEqual({
    inside: 2,
    waiting: 2,
  })
  expect(await events(), 'who was let in after b has left').toEqual(['c'])
  leave('b')
  leave('b')
  expect(await events(), 'who was let in after b has left twice more').toEqual([])
  for (const name of ['a', 'c']) leave(name)
  expect(await events(), 'who was let in after a and c have left').toEqual(['d', 'e'])
  for (const name of ['d', 'e', 'a']) leave(name)
  expect({ inside: gate.inside, waiting: gate.waiting }, 'counts when all have left').toEqual({ inside: 0, waiting: 0 })
})

check('lets the important ones in first, and each kind in its order', { read: 'priorities' }, async () => {
  const { enter, leave, events } = crowd({ limit: 1 })
  enter('first', { priority: 'optional' })
  enter('search 1', { priority: 'optional' })
  enter('order 1')
  enter('search 2', { priority: 'optional' })
  enter('payment 1', { priority: 'critical' })
  enter('order 2', { priority: 'normal' })
  enter('payment 2', { priority: 'critical' })
  const order = ['first', 'payment 1', 'payment 2', 'order 1', 'order 2', 'search 1', 'search 2']
  for (const name of order) {
    expect(await events(), 'who is let in next').toEqual([name])
    leave(name)
  }
})

check('keeps the reserved places for critical ones', { read: 'priorities' }, async () => {
  const { gate, enter, leave, events } = crowd({ limit: 4, reserved: 2 })
  for (const name of ['order 1', 'order 2', 'order 3']) enter(name)
  enter('search', { priority: 'optional' })
  expect(await events(), 'who is let in, with limit 4 and reserved 2').toEqual(['order 1', 'order 2'])
  for (const name of ['payment 1', 'payment 2', 'payment 3']) enter(name, { priority: 'critical' })
  expect(await events(), 'who is let in of three payments').toEqual(['payment 1', 'payment 2'])
  leave('order 1')
  expect(await events(), 'who is let in after order 1 has left').toEqual(['payment 3'])
  leave('payment 1')
  expect(await events(), 'who is let in after payment 1 has left: one order and two payments are inside').toEqual([
    'order 3',
  ])
  leave('payment 2')
  expect(await events(), 'who is let in after payment 2 has left: two orders and one payment are inside').toEqual([])
  leave('order 2')
  expect(await events(), 'who is let in after order 2 has left').toEqual(['search'])
  expect(gate.inside, 'how many are inside').toBe(3)
  const full = crowd({ limit: 3, reserved: 1 })
  for (const name of ['p 1', 'p 2']) full.enter(name, { priority: 'critical' })
  full.enter('order')
  expect(await full.events(), 'two payments and an order, with limit 3 and reserved 1').toEqual(['p 1', 'p 2', 'order'])
})

check('forgets one whose caller has gone away', { read: 'shedding' }, async () => {
  const { gate, enter, leave, events } = crowd({ limit: 1, queue: 2 })
  const [inside, waiting] = [new AbortController(), new AbortController()]
  enter('a', { signal: inside.signal })
  enter('b', { signal: waiting.signal })
  enter('c')
  enter('gone', { signal: AbortSignal.abort('left before') })
  waiting.abort('left')
  expect(gate.waiting, 'how many wait, right after b was aborted').toBe(1)
  enter('d')
  inside.abort('left')
  expect(await events(), 'what became of them, with limit 1 and queue 2').toEqual(
    expect.arrayContaining(['a', 'b left', 'gone left before']),
  )
  expect({ inside: gate.inside, waiting: gate.waiting }, 'counts after a was aborted inside').toEqual({
    inside: 1,
    waiting: 2,
  })
  leave('a')
  expect(await events(), 'who is let in next').toEqual(['c'])
  const later = new AbortController()
  enter('e', { signal: later.signal })
  leave('c')
  leave('d')
  expect(await events(), 'who is let in next').toEqual(['d'])
  leave('d')
  expect(await events(), 'who is let in after that').toEqual(['e'])
  later.abort('left')
  expect(gate.inside, 'how many are inside, after the one inside was aborted').toBe(1)
})
