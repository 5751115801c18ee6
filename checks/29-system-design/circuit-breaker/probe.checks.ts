import { check, expect } from 'backend-workbook/check'
import { CircuitOpen } from '../../../exercises/29-system-design/circuit-breaker.ts'
import { Broken, benchWith, hold } from './patient.ts'

check('calls nothing while it is open, and says how long', { read: 'breaker' }, async () => {
  const { breaker, clock, ask, run, worked } = benchWith()
  await run('ffff')
  for (const [ms, left] of [
    [0, 500],
    [1, 499],
    [498, 1],
  ] as const) {
    clock.advance(ms)
    expect(await ask(() => 'fresh'), `a call ${500 - left} ms after it opened, with openMs 500`).toBe(
      `threw CircuitOpen ${left}`,
    )
    expect(breaker.state, `state ${500 - left} ms after it opened`).toBe('open')
  }
  expect(worked(), 'how often work was called: four times before it opened').toBe(4)
  const error = await breaker.call(() => 'fresh').catch((reason: unknown) => reason)
  expect(error, 'the error of a call while it is open').toBeInstanceOf(CircuitOpen)
})

check('lets one probe through, and no second beside it', { read: 'breaker' }, async () => {
  const { breaker, clock, ask, run, worked } = benchWith()
  await run('ffff')
  clock.advance(500)
  expect(breaker.state, 'state at exactly openMs').toBe('half-open')
  const probe = hold(breaker)
  expect(probe.called(), 'whether the work of the first call was called').toBe(true)
  for (const turn of ['second', 'third']) {
    expect(await ask(() => 'fresh'), `a ${turn} call while the probe is under way`).toBe('threw CircuitOpen 0')
  }
  clock.advance(99)
  expect(await ask(() => 'fresh'), 'a call 99 ms later, while the same probe is under way').toBe('threw CircuitOpen 0')
  expect(breaker.state, 'state while the probe is under way').toBe('half-open')
  probe.resolve('fresh')
  expect(await probe.outcome, 'what the probe gives').toBe('fresh')
  expect(worked(), 'how often other work was called: four times before it opened').toBe(4)
})

check(
  'closes with an empty window after a good probe, and opens again after a bad one',
  { read: 'breaker' },
  async () => {
    const { breaker, clock, ask, run } = benchWith()
    await run('ffff')
    for (const [turn, leftMs] of [
      ['first', 500],
      ['second', 499],
    ] as const) {
      clock.advance(leftMs)
      const probe = hold(breaker)
      clock.advance(60)
      probe.reject(new Broken('still down'))
      expect(await probe.outcome, `the ${turn} probe, which fails after 60 ms`).toBe('threw Broken')
      expect(breaker.state, `state after the ${turn} probe has failed`).toBe('open')
      clock.advance(1)
      const refused = await ask(() => 'fresh')
      expect(refused, `a call 1 ms after the end of the ${turn} probe`).toBe('threw CircuitOpen 499')
    }
    clock.advance(499)
    expect(await ask(() => 'fresh'), 'the third probe, which succeeds').toBe('fresh')
    expect(breaker.state, 'state after a probe that has succeeded').toBe('closed')
    await run('fff')
    expect(breaker.state, 'state after that and three failures, with minimumCalls 4').toBe('closed')
    await run('f')
    expect(breaker.state, 'state after four failures').toBe('open')
  },
)

check('learns nothing from calls of an earlier time', { read: 'window' }, async () => {
  const { breaker, clock, ask, run } = benchWith({ timeoutMs: 100_000 })
  const late = Array.from({ length: 8 }, () => hold(breaker))
  const caller = new AbortController()
  const leaving = hold(breaker, { signal: caller.signal })
  const backed = hold(breaker, { fallback: () => 'stale' })
  await run('ffff')
  clock.advance(100)
  late[0]?.reject(new Broken('late'))
  expect(await late[0]?.outcome, 'a call from before it opened, which fails 100 ms after').toBe('threw Broken')
  expect(await ask(() => 'fresh'), 'the next call').toBe('threw CircuitOpen 400')
  clock.advance(400)
  late[1]?.resolve('late')
  expect(await late[1]?.outcome, 'a call from before it opened, which succeeds while it is half open').toBe('late')
  expect(breaker.state, 'state after that').toBe('half-open')
  const probe = hold(breaker)
  late[2]?.reject(new Broken('late'))
  await late[2]?.outcome
  expect(breaker.state, 'state after a call from before it opened has failed beside the probe').toBe('half-open')
  late[3]?.resolve('late')
  await late[3]?.outcome
  expect(await ask(() => 'fresh'), 'a call beside the probe, after such a call has succeeded').toBe(
    'threw CircuitOpen 0',
  )
  caller.abort('gone')
  expect(await leaving.outcome, 'a call from before it opened, whose caller leaves beside the probe').toBe('threw gone')
  expect(await ask(() => 'fresh'), 'a call beside the probe, after that').toBe('threw CircuitOpen 0')
  backed.reject(new Broken('late'))
  expect(await backed.outcome, 'a call from before it opened that has a fallback and fails').toBe('stale')
  probe.resolve('fresh')
  await probe.outcome
  for (const each of late.slice(4)) each.reject(new Broken('late'))
  for (const each of late.slice(4)) await each.outcome
  expect(breaker.state, 'state after the probe has closed it, and four calls from before it opened have failed').toBe(
    'closed',
  )
})
