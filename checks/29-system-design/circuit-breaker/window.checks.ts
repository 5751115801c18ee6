import { check, expect } from 'backend-workbook/check'
import { createBreaker } from '../../../exercises/29-system-design/circuit-breaker.ts'
import { Broken, benchWith, NoSuchOrder, OPTIONS } from './patient.ts'

check('gives values and errors on as they are, while it is closed', { read: 'breaker' }, async () => {
  const { breaker } = benchWith({ minimumCalls: 100 })
  for (const value of ['tea', 0, '', null, undefined, false]) {
    expect(await breaker.call(() => value), `the value of work that returns ${String(value)}`).toBe(value)
    expect(await breaker.call(async () => value), `the value of work that resolves with ${String(value)}`).toBe(value)
  }
  const error = new Broken('down')
  const rejected = await breaker.call(() => Promise.reject(error)).catch((reason: unknown) => reason)
  expect(rejected, 'the error of work that rejects').toBe(error)
  const call = breaker.call(() => {
    throw error
  })
  expect(call, 'what call gives when the work throws').toBeInstanceOf(Promise)
  expect(await call.catch((reason: unknown) => reason), 'the error of work that throws').toBe(error)
  expect(breaker.state, 'its state').toBe('closed')
})

check('opens at the share of failures, once there are enough calls', { read: 'window' }, async () => {
  for (const [kinds, options, state] of [
    ['fff', {}, 'closed'],
    ['ffff', {}, 'open'],
    ['ssff', {}, 'open'],
    ['sssff', {}, 'closed'],
    ['sssfff', {}, 'open'],
    ['ffs', {}, 'closed'],
    ['ffss', {}, 'open'],
    ['f', { minimumCalls: 1 }, 'open'],
    ['s', { minimumCalls: 1 }, 'closed'],
    ['ffffffs', { minimumCalls: 7, failureRate: 1 }, 'closed'],
    ['fffffff', { minimumCalls: 7, failureRate: 1 }, 'open'],
    ['sssssssssf', { minimumCalls: 10, failureRate: 0.1 }, 'open'],
    ['ssssssssssf', { minimumCalls: 10, failureRate: 0.1 }, 'closed'],
  ] as const) {
    const { breaker, run } = benchWith(options)
    await run(kinds)
    const given = `state after ${kinds} (f fails, s succeeds), ${JSON.stringify({ ...OPTIONS, ...options })}`
    expect(breaker.state, given).toBe(state)
  }
})

check('counts whatever the work rejects with', { read: 'what-is-a-failure' }, async () => {
  for (const reason of [undefined, null, 0, '', 'down']) {
    const { breaker, ask } = benchWith({ minimumCalls: 1 })
    await ask(() => Promise.reject(reason))
    expect(breaker.state, `state after work that rejects with ${JSON.stringify(reason)}, minimumCalls 1`).toBe('open')
  }
})

check('forgets an outcome when it is as old as the window', { read: 'window' }, async () => {
  for (const [gap, state] of [
    [999, 'open'],
    [1000, 'closed'],
    [1001, 'closed'],
  ] as const) {
    const { breaker, clock, run } = benchWith()
    await run('ff')
    clock.advance(gap)
    await run('ff')
    expect(breaker.state, `state after ff, ${gap} ms, and ff, with a window of 1000 ms and 4 calls`).toBe(state)
  }
  const sliding = benchWith()
  for (const kind of 'sssfsssfsssff') {
    sliding.clock.advance(300)
    expect(sliding.breaker.state, 'state within sssfsssfsssff, calls 300 ms apart').toBe('closed')
    await sliding.run(kind)
  }
  expect(sliding.breaker.state, 'state after sssfsssfsssff, calls 300 ms apart: the last four are ssff').toBe('open')
  const successes = benchWith()
  await successes.run('ssssss')
  successes.clock.advance(1000)
  await successes.run('sfff')
  expect(successes.breaker.state, 'state after ssssss, 1000 ms, and sfff').toBe('open')
})

check('takes the time of an outcome from the end of the call', { read: 'window' }, async () => {
  const clock = { time: 0 }
  const breaker = createBreaker({ ...OPTIONS, timeoutMs: 60_000, now: () => clock.time })
  const failAt = (begin: number, end: number) => {
    clock.time = begin
    return breaker.call(async () => {
      clock.time = end
      throw new Broken('down')
    })
  }
  for (const [begin, end] of [
    [0, 1500],
    [1500, 1600],
    [1600, 1700],
    [1700, 2400],
  ] as const) {
    await failAt(begin, end).catch(() => undefined)
  }
  expect(breaker.state, 'state after failures that ended at 1500, 1600, 1700 and 2400; the first began at 0').toBe(
    'open',
  )
  clock.time = 2899
  expect(breaker.state, 'state 499 ms after it opened').toBe('open')
  clock.time = 2900
  expect(breaker.state, 'state 500 ms after it opened').toBe('half-open')
})

check('counts an answer that is an error as a success', { read: 'what-is-a-failure' }, async () => {
  const isFailure = (error: unknown) => !(error instanceof NoSuchOrder)
  const { breaker, ask, run, clock } = benchWith({ isFailure })
  await run('aaaaaaa')
  expect(breaker.state, 'state after seven answers "no such order"').toBe('closed')
  await run('ffffff')
  expect(breaker.state, 'state after these and six failures').toBe('closed')
  await run('f')
  expect(breaker.state, 'state after these and seven failures').toBe('open')
  clock.advance(500)
  const probe = await ask(() => Promise.reject(new NoSuchOrder('none')))
  expect(probe, 'what the probe gives, when its answer is "no such order"').toBe('threw NoSuchOrder')
  expect(breaker.state, 'state after a probe that was answered with "no such order"').toBe('closed')
})
