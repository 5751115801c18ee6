import { getEventListeners } from 'node:events'
import { check, expect } from 'backend-workbook/check'
import { retry } from '../../exercises/02-the-event-loop/retry.ts'
import { callOutcome, deferred, outcomeOf, quiet, unhandledDuring, until, watched } from './support.ts'

/** A sleep that takes no time and writes down how long it was asked to. Rejects for an aborted signal. */
function recordedSleep() {
  const waits: number[] = []
  return {
    waits,
    sleep: async (ms: number, signal: AbortSignal | undefined) => {
      waits.push(ms)
      signal?.throwIfAborted()
    },
  }
}

const failure = (attempt: number) => new Error(`try ${attempt} failed`)
const afterMs = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'it worked'))
const never = () => new Promise<never>(() => {})
const runningTimers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

check('gives the result of the first try that succeeds', { read: 'retry' }, async () => {
  const { sleep } = recordedSleep()
  const attempts: number[] = []
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      retry(
        async ({ attempt }) => {
          attempts.push(attempt)
          if (attempt < 3) throw failure(attempt)
          return 'it worked'
        },
        { sleep },
      ),
    )
    expect(outcome, 'retry(work) where the first two tries fail').toEqual({ resolved: 'it worked' })
    expect(attempts, 'the attempt numbers that the work was given').toEqual([1, 2, 3])
  })
})

check('rejects with the error of the last try when all have failed', { read: 'retry' }, async () => {
  const { sleep } = recordedSleep()
  let attempts = 0
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      retry(
        async ({ attempt }) => {
          attempts += 1
          throw failure(attempt)
        },
        { tries: 3, sleep },
      ),
    )
    expect(outcome, 'retry(work, { tries: 3 }) where every try fails').toEqual({ rejected: failure(3) })
    expect(attempts, 'calls of the work with tries: 3').toBe(3)

    const byDefault = await callOutcome(() => retry(async ({ attempt }) => Promise.reject(failure(attempt)), { sleep }))
    expect(byDefault, 'retry(work) where every try fails').toEqual({ rejected: failure(5) })
  })
})

check('treats work that throws at once like work that rejects', { read: 'errors' }, async () => {
  const { sleep } = recordedSleep()
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      retry(
        ({ attempt }) => {
          if (attempt < 3) throw failure(attempt)
          return Promise.resolve('it worked')
        },
        { sleep },
      ),
    )
    expect(outcome, 'retry(work) where the first two tries throw, without a promise').toEqual({
      resolved: 'it worked',
    })
  })
})

check('waits between tries, and not after the last', { read: 'retry' }, async () => {
  const { sleep, waits } = recordedSleep()
  await unhandledDuring(async () => {
    await callOutcome(() => retry(async ({ attempt }) => Promise.reject(failure(attempt)), { tries: 4, sleep }))
    expect(waits.length, 'waits in retry(work, { tries: 4 }) where every try fails').toBe(3)
  })
})

check('doubles the longest wait with each failure, up to the cap', { read: 'backoff' }, async () => {
  const { sleep, waits } = recordedSleep()
  await unhandledDuring(async () => {
    await callOutcome(() =>
      retry(async ({ attempt }) => Promise.reject(failure(attempt)), {
        tries: 7,
        baseMs: 100,
        capMs: 1000,
        random: () => 1,
        sleep,
      }),
    )
    expect(
      waits.slice(0, 6),
      'the waits of retry(work, { tries: 7, baseMs: 100, capMs: 1000, random: () => 1 })',
    ).toEqual([100, 200, 400, 800, 1000, 1000])

    const defaults = recordedSleep()
    await callOutcome(() =>
      retry(async ({ attempt }) => Promise.reject(failure(attempt)), { random: () => 1, sleep: defaults.sleep }),
    )
    expect(
      defaults.waits.slice(0, 4),
      'the first waits of retry(work, { random: () => 1 }), where the other options have their defaults',
    ).toEqual([100, 200, 400, 800])
  })
})

check('draws every wait at random, between nothing and the longest', { read: 'backoff' }, async () => {
  const { sleep, waits } = recordedSleep()
  const drawn = [0.5, 0, 0.25, 0.75]
  let draws = 0
  await unhandledDuring(async () => {
    await callOutcome(() =>
      retry(async ({ attempt }) => Promise.reject(failure(attempt)), {
        tries: 5,
        baseMs: 100,
        capMs: 400,
        random: () => drawn[draws++ % 4] ?? 0,
        sleep,
      }),
    )
    expect(
      waits.slice(0, 4),
      'the waits with baseMs: 100, capMs: 400 and a random that gives 0.5, 0, 0.25, 0.75',
    ).toEqual([50, 0, 100, 300])
  })
})

check('does not retry an error that cannot get better', { read: 'errors' }, async () => {
  const { sleep, waits } = recordedSleep()
  const notFound = new Error('404')
  let attempts = 0
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      retry(
        async () => {
          attempts += 1
          throw attempts === 1 ? new Error('503') : notFound
        },
        { retryable: (error) => error !== notFound, sleep },
      ),
    )
    expect(outcome, 'retry(work, { retryable }) where try 2 fails with an error that retryable refuses').toEqual({
      rejected: notFound,
    })
    expect(attempts, 'calls of the work when retryable refuses the error of try 2').toBe(2)
    expect(waits.length, 'waits when retryable refuses the error of try 2').toBe(1)
  })
})

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
