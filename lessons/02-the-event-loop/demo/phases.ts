// One program, every queue. Read it once from top to bottom, write down the order you expect, then run it.
// Look for: which lines come out while the program is still running its first line to last, which between the phases,
// and that 7 and 8 stand right behind 6: the queues are emptied after every callback, not at the end of a phase.
import { stat } from 'node:fs'

stat('.', () => {
  // We are in the poll phase, inside an I/O callback. From here the order of everything below is certain.
  setTimeout(() => console.log('10  timer             the timer phase comes round after the check phase'), 0)

  setImmediate(() => {
    console.log(' 6  immediate         the check phase, right after poll')
    Promise.resolve().then(() => console.log(' 8  its promise job   emptied after this callback ...'))
    process.nextTick(() => console.log(' 7  its tick          ... ticks first'))
  })
  setImmediate(() => console.log(' 9  immediate         the second one, only now'))

  Promise.resolve().then(() => {
    console.log(' 3  promise job       the ticks are empty, so the microtasks begin')
    process.nextTick(() => console.log(' 5  a tick again      it had to wait for the other microtask'))
  })
  queueMicrotask(() => console.log(' 4  microtask         same queue as promise jobs'))

  process.nextTick(() => console.log(' 2  tick              the callback has ended, ticks are first'))
  console.log(' 1  synchronous       nothing interrupts a running callback')
})
