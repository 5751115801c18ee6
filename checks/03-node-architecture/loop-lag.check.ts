import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { createLagMonitor } from '../../exercises/03-node-architecture/loop-lag.ts'
import { withLateTimers } from './late-timers.ts'

check('takes one sample for each timer that fires', { read: 'loop-lag' }, async () => {
  await withLateTimers({ every: 25 }, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(0, 0, 0)
    expect(monitor.snapshot().count, 'count after three timers of 25 ms').toBe(3)
  })
})

check('measures how late its timer fires', { read: 'event-loop-delay' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(25)
    expect(monitor.snapshot().max, 'max, after a timer that was due in 10 ms and fired after 35').toBe(25)
  })
})

check('calls the timer after a late one on time again', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(500)
    monitor.reset()
    fireLate(0, 0)
    expect(monitor.snapshot().max, 'max of two timers on time, after one that was 500 ms late').toBeLessThan(100)
  })
})

check('gives the median and the 99th percentile by nearest rank', { read: 'event-loop-delay' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(11, 17, 12, 13)
    const four = monitor.snapshot()
    expect([four.p50, four.p99, four.max], 'p50, p99 and max of 11, 17, 12, 13').toEqual([12, 17, 17])
    monitor.reset()
    fireLate(...Array.from({ length: 160 }, (_, index) => 260 - index))
    const many = monitor.snapshot()
    expect([many.p50, many.p99, many.max], 'p50, p99 and max of 101, 102, … 260').toEqual([180, 259, 260])
  })
})

check('sorts its samples as numbers', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(9, 18, 10, 2, 11)
    const { p50, p99, max } = monitor.snapshot()
    expect([p50, p99, max], 'p50, p99 and max of 9, 18, 10, 2, 11').toEqual([10, 18, 18])
  })
})

check('gives no lag below zero', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(-1)
    const { count, p50 } = monitor.snapshot()
    expect(count, 'count after one timer that fired 1 ms early').toBe(1)
    expect(p50, 'p50 of one timer that fired 1 ms early').toBe(0)
  })
})

check('takes no sample before start or after stop', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    fireLate(0, 0)
    expect(monitor.snapshot().count, 'count before start').toBe(0)
    monitor.start()
    fireLate(0, 7)
    monitor.stop()
    fireLate(0, 0)
    expect(monitor.snapshot().count, 'count after start, two timers, stop, two intervals').toBe(2)
  })
})

check('does not count the time between stop and start as lag', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate, pass }) => {
    monitor.start()
    fireLate(0)
    monitor.stop()
    pass(60_000)
    monitor.start()
    fireLate(3)
    const { count, max } = monitor.snapshot()
    expect(count, 'count after a timer, a pause of a minute, and another timer').toBe(2)
    expect(max, 'max, where the timer after the pause was 3 ms late').toBeLessThan(100)
  })
})

check('looks once per interval, however often it is started', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    monitor.start()
    fireLate(0, 0, 0)
    monitor.stop()
    fireLate(0, 0, 0)
    expect(monitor.snapshot().count, 'count after start, start, three intervals, stop').toBe(3)
  })
})

check('forgets its samples on reset and goes on', { read: 'loop-lag' }, async () => {
  await withLateTimers({}, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(90, 80)
    monitor.reset()
    expect(monitor.snapshot(), 'right after reset').toEqual({ count: 0, p50: 0, p99: 0, max: 0 })
    fireLate(4)
    expect(monitor.snapshot().count, 'count after reset and one more timer').toBe(1)
  })
})

check('keeps only the newest samples', { read: 'loop-lag' }, async () => {
  await withLateTimers({ capacity: 3 }, ({ monitor, fireLate }) => {
    monitor.start()
    fireLate(0, 0, 0, 0, 700)
    const { count, max } = monitor.snapshot()
    expect(count, 'count with a capacity of 3, after five timers').toBe(3)
    expect(max, 'max with a capacity of 3, where the fifth timer was 700 ms late').toBeGreaterThanOrEqual(700)
    monitor.reset()
    fireLate(5, 900, 1)
    monitor.snapshot()
    fireLate(2)
    expect(
      monitor.snapshot().p50,
      'p50 with a capacity of 3, of timers 5, 900, 1 and 2 ms late, with a snapshot before the last',
    ).toBe(2)
  })
})

check('does not keep the process alive', { read: 'loop-lag' }, () => {
  const before = timersThatHoldTheProcess()
  const monitor = createLagMonitor()
  monitor.start()
  const after = timersThatHoldTheProcess()
  monitor.stop()
  expect(after - before, 'timers that keep the process alive because of start()').toBe(0)
})

check('sees a real block of the event loop', { read: 'event-loop-delay' }, async () => {
  const monitor = createLagMonitor({ every: 5 })
  monitor.start()
  await sleep(20)
  const end = performance.now() + 80
  while (performance.now() < end);
  await sleep(20)
  monitor.stop()
  expect(monitor.snapshot().max, 'max after a loop of 80 ms, with a timer every 5').toBeGreaterThan(60)
})

function timersThatHoldTheProcess(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
}
