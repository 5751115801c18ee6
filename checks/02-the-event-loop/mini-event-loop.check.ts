import { check, expect } from 'backend-workbook/check'
import { type Step, simulate } from '../../exercises/02-the-event-loop/mini-event-loop.ts'
import { runInNode } from './in-node.ts'
import { asJavaScript, generatePrograms, immediate, microtask, nextTick, print, spin, timer } from './programs.ts'

function expectOrder(program: Step[], order: string): void {
  expect(simulate(structuredClone(program)), asJavaScript(program)).toEqual(order.split(' '))
}

/** Compares with Node on every program, and shows the shortest one that comes out differently. */
async function expectSameAsNode(programs: Step[][]): Promise<void> {
  const reals = await runInNode(programs)
  const different = programs
    .map((program, index) => ({ program, real: reals[index], simulated: simulate(structuredClone(program)) }))
    .filter(({ real, simulated }) => real && real.join() !== simulated.join())
    .sort((a, b) => asJavaScript(a.program).length - asJavaScript(b.program).length)
  const [shortest] = different
  if (shortest) expect(shortest.simulated, asJavaScript(shortest.program)).toEqual(shortest.real)
}

check('runs a callback to its end before anything it has set', { read: 'one-thread' }, () => {
  expectOrder([print('a'), nextTick(print('b')), print('c')], 'a c b')
  expectOrder([timer(5, print('b')), spin(20), print('a')], 'a b')
})

check('runs ticks before microtasks', { read: 'next-tick' }, () => {
  expectOrder([microtask(print('b')), nextTick(print('a'))], 'a b')
  expectOrder([microtask(print('c')), nextTick(print('a')), microtask(print('d')), nextTick(print('b'))], 'a b c d')
})

check('empties both queues, what is added meanwhile included, before the next callback', { read: 'microtasks' }, () => {
  expectOrder([immediate(print('c')), microtask(print('a'), microtask(print('b')))], 'a b c')
  expectOrder([immediate(print('c')), nextTick(print('a'), nextTick(print('b')))], 'a b c')
})

check('lets a tick set by a microtask wait for the other microtasks', { read: 'next-tick' }, () => {
  expectOrder([microtask(print('a'), nextTick(print('c'))), microtask(print('b'))], 'a b c')
})

check('empties both queues after every callback, not once a phase', { read: 'microtasks' }, () => {
  expectOrder([immediate(print('a'), microtask(print('b'))), immediate(print('c'))], 'a b c')
  expectOrder([timer(10, print('a'), nextTick(print('b'))), timer(10, print('c'))], 'a b c')
})

check('runs immediates before timers, coming from an I/O callback', { read: 'phases' }, () => {
  expectOrder([timer(0, print('b')), immediate(print('a'))], 'a b')
  expectOrder([timer(10, print('b')), immediate(print('a')), spin(30)], 'a b')
})

check('keeps an immediate set by an immediate for the next check phase', { read: 'phases' }, () => {
  expectOrder([immediate(timer(10, print('b')), spin(30), print('a'), immediate(print('c')))], 'a b c')
})

check(
  'runs the list whose first timer is due earliest, and first the timer that was set first',
  { read: 'timer-lists' },
  () => {
    expectOrder([timer(3, print('b')), timer(1, print('a')), timer(5, print('c'))], 'a b c')
    expectOrder([timer(50, print('b')), timer(20, print('a')), spin(100)], 'a b')
    expectOrder([timer(20, print('a'), timer(40, print('c'))), timer(50, print('b'))], 'a b c')
    expectOrder(
      [timer(20, print('a')), spin(5), timer(20, print('b')), spin(5), timer(20, print('c')), spin(50)],
      'a b c',
    )
  },
)

check('runs all of a list that is due before any timer of another list', { read: 'timer-lists' }, () => {
  expectOrder(
    [timer(200, print('a')), spin(100), timer(200, print('b')), spin(20), timer(120, print('c')), spin(600)],
    'a b c',
  )
  // The list of 200 has the earliest timer, but its second one is not due yet when the phase begins.
  expectOrder(
    [timer(200, print('a')), spin(100), timer(200, print('c')), spin(20), timer(120, print('b')), spin(150)],
    'a b c',
  )
  expectOrder(
    [
      timer(30, print('b')),
      spin(10),
      timer(10, print('a')),
      timer(30, print('c')),
      spin(1),
      timer(25, print('d')),
      spin(90),
    ],
    'a b c d',
  )
})

check('leaves for the next round what becomes due, or is set, while the timer phase runs', { read: 'phases' }, () => {
  expectOrder([timer(10, print('a'), spin(50), immediate(print('b'))), timer(30, print('c'))], 'a b c')
  expectOrder(
    [timer(10, print('a'), immediate(print('c'))), timer(10, print('b'), spin(50)), timer(40, print('d'))],
    'a b c d',
  )
  expectOrder([timer(5, print('a'), timer(5, print('c')), spin(20), immediate(print('b')))], 'a b c')
})

check('counts a delay of 0 as 1, and keeps equal delays in the order they were set', { read: 'phases' }, () => {
  expectOrder([timer(1, print('a')), timer(0, print('b')), timer(1, print('c'))], 'a b c')
})

check('prints what Node itself prints, for 300 generated programs', { read: 'mini-event-loop' }, async () => {
  await expectSameAsNode([
    ...generatePrograms('queues', 180, 2),
    ...generatePrograms('timers', 115, 3),
    ...generatePrograms('blocking', 5, 5),
  ])
})
