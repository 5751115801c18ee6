import { getEventListeners } from 'node:events'
import { check, expect } from 'backend-workbook/check'
import { retry } from '../../../exercises/02-the-event-loop/retry.ts'
import { callOutcome, deferred, outcomeOf, quiet, unhandledDuring, until, watched } from '../support.ts'
import { failure, recordedSleep } from './recorded-sleep.ts'

const afterMs = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'it worked'))
const never = () => new Promise<never>(() => {})
const runningTimers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

check('gives up a try that takes too long, and tries again', { read: 'cancelling' }, async () => {
  const { sleep } = recordedSleep()
  const signals: AbortSignal[] = []
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      retry(
        ({ attempt, signal }) => {
          signals.push(signal)
          return attempt === 1 ? never() : Promise.resolve('it worked')
        },
        { timeoutMs: 5, sleep },
      ),
    )
    expect(outcome, 'retry(work, { timeoutMs: 5 }) where try 1 never ends and ignores its signal').toEqual({
      resolved: 'it worked',
    })
    expect(signals[0]?.aborted, 'whether the signal of try 1 has aborted, so that the work can stop').toBe(true)
    expect(signals[1]?.aborted, 'whether the signal of try 2, which succeeded, has aborted').toBe(false)

    const both: AbortSignal[] = []
    const { signal: outer } = new AbortController()
    const hang = ({ signal }: { signal: AbortSignal }) => {
      both.push(signal)
      return never()
    }
    await callOutcome(() => retry(hang, { tries: 2, timeoutMs: 5, signal: outer, sleep }))
    expect(
      both.map(({ aborted }) => aborted),
      'whether the signals of tries 1 and 2 have aborted, for timeoutMs: 5 and a signal that never aborts',
    ).toEqual([true, true])
    expect(outer.aborted, 'whether the signal of the whole call has aborted then').toBe(false)

    const last = await callOutcome(() => retry(never, { tries: 2, timeoutMs: 5, sleep }))
    expect(last, 'retry(work, { tries: 2, timeoutMs: 5 }) where no try ever ends').toEqual({
      rejected: expect.objectContaining({ name: 'TimeoutError', message: expect.stringMatching(/\w/) }),
    })

    const patient = await callOutcome(() => retry(() => afterMs(10), { tries: 1 }))
    expect(patient, 'retry(work, { tries: 1 }), without timeoutMs, where try 1 takes 10 ms').toEqual({
      resolved: 'it worked',
    })
  })
})

check('rejects at once when the signal aborts during a wait', { read: 'cancelling' }, async () => {
  const controller = new AbortController()
  const reason = new Error('the visitor left')
  let attempts = 0
  await unhandledDuring(async () => {
    const call = watched(
      retry(
        async () => {
          attempts += 1
          throw failure(attempts)
        },
        { baseMs: 60_000, capMs: 60_000, random: () => 1, signal: controller.signal },
      ),
    )
    await until(() => attempts > 0)
    await quiet()
    controller.abort(reason)
    expect(await outcomeOf(call), 'retry(work, { signal }) when the signal aborts in a wait of a minute').toEqual({
      rejected: reason,
    })
    await quiet()
    expect(attempts, 'calls of the work when the signal aborts during the first wait').toBe(1)

    const broken = new Error('the clock is broken')
    const outcome = await callOutcome(() =>
      retry(() => Promise.reject(failure(1)), { sleep: () => Promise.reject(broken) }),
    )
    expect(outcome, 'retry(work, { sleep }) where sleep rejects although no signal has aborted').toEqual({
      rejected: broken,
    })
  })
})

check('rejects at once when the signal aborts during a try', { read: 'cancelling' }, async () => {
  const { sleep } = recordedSleep()
  const controller = new AbortController()
  const reason = new Error('the visitor left')
  const signals: AbortSignal[] = []
  await unhandledDuring(async () => {
    const call = watched(
      retry(
        ({ signal }) => {
          signals.push(signal)
          return never()
        },
        { signal: controller.signal, sleep },
      ),
    )
    await until(() => signals.length > 0)
    controller.abort(reason)
    expect(await outcomeOf(call), 'retry(work, { signal }) when the signal aborts during try 1').toEqual({
      rejected: reason,
    })
    await quiet()
    expect(signals.length, 'calls of the work when the signal aborts during try 1').toBe(1)
    expect(signals[0]?.aborted, 'whether the signal that the work was given has aborted too').toBe(true)
  })
})

check('does not even try when the signal has aborted before', { read: 'cancelling' }, async () => {
  const { sleep } = recordedSleep()
  const reason = new Error('the visitor left')
  let attempts = 0
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      retry(
        async () => {
          attempts += 1
          return 'it worked'
        },
        { signal: AbortSignal.abort(reason), sleep },
      ),
    )
    expect(outcome, 'retry(work, { signal }) with a signal that has already aborted').toEqual({ rejected: reason })
    expect(attempts, 'calls of the work with a signal that has already aborted').toBe(0)
    const silent = await callOutcome(() => retry(async () => 'it worked', { signal: AbortSignal.abort(null), sleep }))
    expect(silent, 'retry(work, { signal: AbortSignal.abort(null) })').toEqual({ rejected: null })
  })
})

check('leaves no rejection unhandled', { read: 'errors' }, async () => {
  const { sleep } = recordedSleep()
  const first = deferred<string>()
  const unhandled = await unhandledDuring(async () => {
    await callOutcome(() => retry(() => Promise.reject(new Error('no')), { tries: 2, timeoutMs: 50, sleep }))
    const call = callOutcome(() =>
      retry(
        // A promise of its own for each call, so that only whoever called can handle its rejection.
        ({ attempt }) => (attempt === 1 ? first.promise.then((value) => value) : Promise.resolve('it worked')),
        { timeoutMs: 5, sleep },
      ),
    )
    await call
    first.reject(new Error('failed after it was given up'))
  })
  expect(
    unhandled,
    'unhandled rejections: one call whose tries all fail, one whose try 1 fails after it was given up',
  ).toEqual([])
})

check('leaves no timer running', { read: 'errors' }, async () => {
  const calls = Array.from({ length: 20 }, () => new AbortController())
  await unhandledDuring(async () => {
    await quiet()
    const before = runningTimers()
    const working = calls.map(() => callOutcome(() => retry(async () => 'it worked', { timeoutMs: 60_000 })))
    const waiting = calls.map(({ signal }) =>
      callOutcome(() =>
        retry(() => Promise.reject(new Error('no')), { baseMs: 60_000, capMs: 60_000, random: () => 1, signal }),
      ),
    )
    await quiet()
    for (const call of calls) call.abort()
    await Promise.all([...working, ...waiting])
    await until(() => runningTimers() <= before, 20)
    // Not zero: the runner has a few timers of its own, which come and go.
    expect(
      runningTimers() - before,
      'timers left running by 20 calls that succeeded with timeoutMs: 60000 and 20 aborted during a wait of a minute',
    ).toBeLessThan(10)
  })
})

check('leaves no listener on the signal', { read: 'cancelling' }, async () => {
  const { signal } = new AbortController()
  await unhandledDuring(async () => {
    await callOutcome(() =>
      retry(async ({ attempt }) => (attempt < 3 ? Promise.reject(failure(attempt)) : 'it worked'), {
        baseMs: 1,
        timeoutMs: 60_000,
        signal,
      }),
    )
    await quiet()
  })
  expect(
    getEventListeners(signal, 'abort').length,
    'abort listeners on the signal after retry(work, { signal }) succeeded at try 3',
  ).toBe(0)
})
