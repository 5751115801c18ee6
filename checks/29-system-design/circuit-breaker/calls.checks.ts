import { getEventListeners } from 'node:events'
import { check, expect } from 'backend-workbook/check'
import { createBreaker, TimedOut } from '../../../exercises/29-system-design/circuit-breaker.ts'
import { Broken, benchWith, hold, NoSuchOrder, OPTIONS, outcome } from './patient.ts'

check('gives up work that takes too long, as a failure', { read: 'timeouts' }, async () => {
  const asked: unknown[] = []
  const isFailure = (error: unknown) => asked.push(error) === 0
  const { breaker, clock } = benchWith({ isFailure })
  const calls = Array.from({ length: 4 }, () => hold(breaker))
  clock.advance(99)
  expect(calls[0]?.signal()?.aborted, 'whether the signal is aborted after 99 of 100 ms').toBe(false)
  clock.advance(1)
  for (const call of calls) expect(await call.outcome, 'work that has not settled after 100 ms').toBe('threw TimedOut')
  expect(calls[0]?.signal()?.aborted, 'whether the signal of the work is aborted').toBe(true)
  expect(calls[0]?.signal()?.reason, 'the reason of that signal').toBeInstanceOf(TimedOut)
  expect(breaker.state, 'state after four time-outs, though isFailure always gives false').toBe('open')
  for (const call of calls) call.resolve('late')
  clock.advance(500)
  const probe = hold(breaker)
  clock.advance(100)
  expect(await probe.outcome, 'a probe that takes too long').toBe('threw TimedOut')
  expect(breaker.state, 'state after it').toBe('open')
  probe.reject(new Broken('late'))
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked.length, 'how often isFailure was asked about these').toBe(0)
  const real = createBreaker({ ...OPTIONS, now: () => 0, timeoutMs: 20 })
  const result = await outcome(real.call(() => new Promise(() => undefined)))
  expect(result, 'work that never settles, with timeoutMs 20 and no timer in the options').toBe('threw TimedOut')
})

check('takes no caller who has left for a failure', { read: 'timeouts' }, async () => {
  const { breaker, clock, ask, run, worked } = benchWith()
  const reason = new Error('the client has hung up')
  for (let call = 0; call < 8; call += 1) {
    const caller = new AbortController()
    const held = hold(breaker, { signal: caller.signal })
    caller.abort(reason)
    expect(await held.outcome, 'a call whose caller leaves').toBe('threw Error')
    expect(held.signal()?.reason, 'the reason of the signal that its work has').toBe(reason)
    held.reject(new Broken('aborted'))
  }
  expect(breaker.state, 'state after eight callers have left').toBe('closed')
  await run('fff')
  expect(breaker.state, 'state after three failures more').toBe('closed')
  await run('f')
  expect(breaker.state, 'state after four failures').toBe('open')
  const before = worked()
  const gone = { signal: AbortSignal.abort('gone') }
  expect(await ask(() => 'fresh', gone), 'a call whose signal was aborted before, while it is open').toBe('threw gone')
  clock.advance(500)
  expect(await ask(() => 'fresh', gone), 'the same, while it is half open').toBe('threw gone')
  expect(worked() - before, 'how often the work of these two was called').toBe(0)
  const caller = new AbortController()
  const probe = hold(breaker, { signal: caller.signal })
  caller.abort(reason)
  expect(await probe.outcome, 'a probe whose caller leaves').toBe('threw Error')
  expect(breaker.state, 'state after it').toBe('half-open')
  expect(await ask(() => 'fresh'), 'the next call').toBe('fresh')
  expect(breaker.state, 'state after that').toBe('closed')
})

check('asks the fallback about trouble, and about nothing else', { read: 'fallback' }, async () => {
  const isFailure = (error: unknown) => !(error instanceof NoSuchOrder)
  const { breaker, clock, ask, run } = benchWith({ isFailure, minimumCalls: 2 })
  const asked: string[] = []
  const fallback = (error: unknown) => {
    asked.push(error instanceof Error ? `${error.name} ${breaker.state}` : String(error))
    return 'stale'
  }
  expect(await ask(() => 'fresh', { fallback }), 'work that succeeds').toBe('fresh')
  expect(await ask(() => Promise.reject(new NoSuchOrder('no')), { fallback }), 'an error that is an answer').toBe(
    'threw NoSuchOrder',
  )
  expect(asked, 'what the fallback was asked about').toEqual([])
  const caller = new AbortController()
  const held = hold(breaker, { signal: caller.signal, fallback })
  caller.abort('gone')
  expect(await held.outcome, 'a call whose caller leaves').toBe('threw gone')
  const slow = hold(breaker, { fallback })
  clock.advance(100)
  expect(await slow.outcome, 'work that takes too long').toBe('stale')
  expect(await ask(() => Promise.reject(new Broken('down')), { fallback }), 'work that fails').toBe('stale')
  expect(await ask(() => 'fresh', { fallback }), 'a call while it is open').toBe('stale')
  expect(asked, 'what the fallback was asked about, and the state at that moment').toEqual([
    'TimedOut closed',
    'Broken open',
    'CircuitOpen open',
  ])
  for (const value of [undefined, null, 0, '']) {
    expect(await ask(() => 'fresh', { fallback: async () => value }), `a fallback that gives ${value}`).toBe(value)
  }
  const gone = { signal: AbortSignal.abort('gone'), fallback }
  expect(await ask(() => 'fresh', gone), 'a call whose signal was aborted before').toBe('threw gone')
  const failing = { fallback: () => Promise.reject(new Broken('so is the cache')) }
  expect(await ask(() => 'fresh', failing), 'a fallback that fails').toBe('threw Broken')
  clock.advance(500)
  const probe = hold(breaker)
  expect(await ask(() => 'fresh', { fallback }), 'a call beside the probe').toBe('stale')
  probe.resolve('fresh')
  await probe.outcome
  await run('f')
  expect(breaker.state, 'state after a good probe and one failure, whatever fallbacks gave').toBe('closed')
})

check('leaves no timer and no listener behind', { read: 'timeouts' }, async () => {
  const { breaker, clock, ask } = benchWith({ minimumCalls: 100 })
  const { signal } = new AbortController()
  for (const work of [() => 'fresh', () => Promise.reject(new Broken('down'))]) {
    await ask(work, { signal })
    expect(clock.pending, 'timers after a call').toBe(0)
  }
  const slow = hold(breaker, { signal })
  clock.advance(100)
  await slow.outcome
  expect(getEventListeners(signal, 'abort').length, "listeners on the caller's signal after three calls").toBe(0)
  const caller = new AbortController()
  const held = hold(breaker, { signal: caller.signal })
  caller.abort('gone')
  await held.outcome
  expect(clock.pending, 'timers after a call whose caller has left').toBe(0)
  await outcome(breaker.call(() => 'fresh', { signal: AbortSignal.abort('gone') }))
  expect(clock.pending, 'timers after a call whose caller had left before').toBe(0)
})
