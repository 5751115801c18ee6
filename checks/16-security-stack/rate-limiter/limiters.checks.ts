import { check, expect } from 'backend-workbook/check'
import {
  type Clock,
  fixedWindow,
  type Limiter,
  slidingWindow,
  tokenBucket,
} from '../../../exercises/16-security-stack/rate-limiter.ts'
import { answers, clockAt, EPOCH, expected, randomTimes, takeAt } from './traffic.ts'

check('counts fixed windows by the clock', { read: 'windows' }, () => {
  const clock = clockAt(0)
  const limiter = fixedWindow({ limit: 2, windowMs: 1000, now: clock.now })
  const edge = [900, 950, 999, 1000, 1001]
  expect(answers(takeAt(limiter, clock, edge)), `2 a second, at ${edge}`).toBe('yes, yes, no, yes, yes')
  for (const [limit, windowMs] of [
    [1, 60],
    [3, 200],
    [5, 1000],
  ] as const) {
    const times = randomTimes(300, 10, 12, limit)
    const clock = clockAt(0)
    const limiter = fixedWindow({ limit, windowMs, now: clock.now })
    const windowOf = (time: number) => Math.floor(time / windowMs)
    expect(
      answers(takeAt(limiter, clock, times)),
      `fixedWindow({ limit: ${limit}, windowMs: ${windowMs} }) at 300 random times`,
    ).toBe(expected(times, (before, time) => before.filter((at) => windowOf(at) === windowOf(time)).length < limit))
  }
})

check('lets no more than the limit through in any sliding window', { read: 'windows' }, () => {
  const clock = clockAt(0)
  const limiter = slidingWindow({ limit: 2, windowMs: 1000, now: clock.now })
  const edge = [900, 950, 1000, 1899, 1900]
  expect(answers(takeAt(limiter, clock, edge)), `2 in any second, at ${edge}`).toBe('yes, yes, no, no, yes')
  for (const [limit, windowMs] of [
    [1, 60],
    [3, 200],
    [5, 1000],
  ] as const) {
    const times = randomTimes(300, 10, 12, limit)
    const clock = clockAt(0)
    const limiter = slidingWindow({ limit, windowMs, now: clock.now })
    expect(
      answers(takeAt(limiter, clock, times)),
      `slidingWindow({ limit: ${limit}, windowMs: ${windowMs} }) at 300 random times`,
    ).toBe(expected(times, (before, time) => before.filter((at) => at > time - windowMs).length < limit))
  }
})

check('fills a bucket evenly, and never above its rim', { read: 'token-bucket' }, () => {
  const clock = clockAt(0)
  const limiter = tokenBucket({ capacity: 2, refillMs: 100, now: clock.now })
  const edge = [0, 0, 50, 100, 150, 200]
  expect(answers(takeAt(limiter, clock, edge)), `2 tokens, one every 100 ms, at ${edge}`).toBe(
    'yes, yes, no, yes, no, yes',
  )
  const rested = [10_000, 10_000, 10_000]
  expect(answers(takeAt(limiter, clock, rested)), 'the same bucket after a long rest, three times').toBe('yes, yes, no')
  const knocking = Array.from({ length: 21 }, (_, index) => 20_000 + index * 25)
  takeAt(limiter, clock, [20_000, 20_000])
  expect(
    takeAt(limiter, clock, knocking).filter(({ allowed }) => allowed).length,
    'how many of 21 requests, one every 25 ms, an empty bucket lets through that gets a token every 100 ms',
  ).toBe(5)
  for (const [capacity, refillMs, most] of [
    [1, 200, 40],
    [4, 400, 30],
  ] as const) {
    const times = randomTimes(300, 10, most, capacity)
    const clock = clockAt(0)
    const limiter = tokenBucket({ capacity, refillMs, now: clock.now })
    // In milliseconds that were saved, so that nothing is rounded.
    let saved = capacity * refillMs
    let at = times[0] ?? 0
    const right = times.map((time) => {
      saved = Math.min(capacity * refillMs, saved + time - at)
      at = time
      if (saved < refillMs) return 'no'
      saved -= refillMs
      return 'yes'
    })
    expect(
      answers(takeAt(limiter, clock, times)),
      `tokenBucket({ capacity: ${capacity}, refillMs: ${refillMs} }) at 300 random times`,
    ).toBe(right.join(', '))
  }
})

/** One of each kind, with room for three requests, which is there again after a second at most. */
const kinds: Record<string, (now: Clock) => Limiter> = {
  'fixedWindow({ limit: 3, windowMs: 1000 })': (now) => fixedWindow({ limit: 3, windowMs: 1000, now }),
  'slidingWindow({ limit: 3, windowMs: 1000 })': (now) => slidingWindow({ limit: 3, windowMs: 1000, now }),
  'tokenBucket({ capacity: 3, refillMs: 250 })': (now) => tokenBucket({ capacity: 3, refillMs: 250, now }),
}

check('lets nobody wait longer for having asked too early', { read: 'windows' }, () => {
  for (const [kind, make] of Object.entries(kinds)) {
    const clock = clockAt(5000)
    const limiter = make(clock.now)
    takeAt(limiter, clock, [5000, 5000, 5000])
    const early = takeAt(
      limiter,
      clock,
      Array.from({ length: 50 }, (_, index) => 5000 + index * 4),
    )
    expect(early.filter(({ allowed }) => allowed).length, `${kind}: of 50 more requests within 200 ms`).toBe(0)
    expect(answers(takeAt(limiter, clock, [6000])), `${kind}: a request a second after the first`).toBe('yes')
  }
})

check('says to the millisecond when a request may come', { read: 'retry-after' }, () => {
  for (const [kind, make] of Object.entries(kinds)) {
    for (const start of [0, 7125, EPOCH - (EPOCH % 1000) + 250]) {
      const clock = clockAt(start)
      const limiter = make(clock.now)
      const given = takeAt(limiter, clock, [start, start + 125, start + 125])
      expect(
        given.map(({ retryAfterMs }) => retryAfterMs),
        `${kind}: retryAfterMs of three requests that are allowed`,
      ).toEqual([0, 0, 0])
      clock.time = start + 125
      // A bucket has got half a token meanwhile, and one request more fits at most.
      const [refused = { allowed: true, retryAfterMs: 0 }] = [limiter.take('ann'), limiter.take('ann')].filter(
        ({ allowed }) => !allowed,
      )
      expect(refused.allowed, `${kind}: the fifth request of one moment`).toBe(false)
      const { time } = clock
      const whole = Number.isInteger(refused.retryAfterMs) && refused.retryAfterMs > 0
      expect(whole, `${kind}: whether retryAfterMs ${refused.retryAfterMs} is a whole number above 0`).toBe(true)
      const [before, then] = takeAt(limiter, clock, [time + refused.retryAfterMs - 1, time + refused.retryAfterMs])
      expect(before?.allowed, `${kind}: a request a millisecond before retryAfterMs`).toBe(false)
      expect(then?.allowed, `${kind}: a request after retryAfterMs, with an early one before`).toBe(true)
    }
  }
})

check('counts each key by itself', { read: 'keys' }, () => {
  for (const [kind, make] of Object.entries(kinds)) {
    const clock = clockAt(EPOCH)
    const limiter = make(clock.now)
    for (const key of ['ann', 'bob', '', '__proto__', 'constructor', 'Ann']) {
      clock.time = EPOCH
      const four = takeAt(limiter, clock, [EPOCH, EPOCH, EPOCH, EPOCH], key)
      expect(answers(four), `${kind}: four requests for the key '${key}'`).toBe('yes, yes, yes, no')
    }
  }
})

check('forgets keys that no longer matter', { read: 'keys' }, () => {
  for (const [kind, make] of Object.entries(kinds)) {
    const clock = clockAt(EPOCH)
    const limiter = make(clock.now)
    for (let index = 0; index < 300; index += 1) limiter.take(`stranger ${index}`)
    expect(limiter.size, `${kind}: size after 300 keys`).toBe(300)
    takeAt(limiter, clock, [EPOCH + 1990], 'ann')
    takeAt(limiter, clock, [EPOCH + 2000], 'bob')
    expect(limiter.size, `${kind}: size after two keys more, 1,990 and 2,000 ms later`).toBe(2)
    expect(answers(takeAt(limiter, clock, Array(4).fill(EPOCH + 2000), 'stranger 7')), `${kind}: a forgotten key`).toBe(
      'yes, yes, yes, no',
    )
    clock.time = EPOCH + 2001
    for (let index = 0; index < 300; index += 1) limiter.take(`stranger ${index}`)
    takeAt(limiter, clock, [EPOCH + 1_000_000], 'ann')
    expect(limiter.size, `${kind}: size after 300 keys and a long silence`).toBe(1)
  }
  for (const [kind, make] of Object.entries(kinds)) {
    const clock = clockAt(EPOCH)
    const limiter = make(clock.now)
    limiter.take('busy')
    clock.time = EPOCH + 1
    for (let index = 0; index < 30; index += 1) limiter.take(`stranger ${index}`)
    takeAt(limiter, clock, [EPOCH + 1000, EPOCH + 2000, EPOCH + 3000], 'busy')
    const given = `${kind}: size after one key at 0, 1,000, 2,000 and 3,000 ms, and thirty others at 1 ms`
    expect(limiter.size, given).toBe(1)
  }
  const [, sliding, bucket] = Object.entries(kinds)
  for (const [kind, make] of [sliding, bucket].filter((each) => each !== undefined)) {
    const edge = 3_000_000
    const clock = clockAt(edge)
    const limiter = make(clock.now)
    takeAt(limiter, clock, [edge - 5], 'ann')
    takeAt(limiter, clock, [edge + 5], 'bob')
    expect(limiter.size, `${kind}: size after two keys, 10 ms apart`).toBe(2)
  }
})
