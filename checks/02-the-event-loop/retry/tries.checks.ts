import { check, expect } from 'backend-workbook/check'
import { retry } from '../../../exercises/02-the-event-loop/retry.ts'
import { callOutcome, unhandledDuring } from '../support.ts'
import { failure, recordedSleep } from './recorded-sleep.ts'

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

    for (const reason of [undefined, null]) {
      let calls = 0
      const nothing = await callOutcome(() =>
        retry(() => Promise.reject(reason).finally(() => (calls += 1)), { tries: 2, sleep }),
      )
      expect(nothing, `retry(work, { tries: 2 }) where every try rejects with ${reason}`).toStrictEqual({
        rejected: reason,
      })
      expect(calls, `calls of work that rejects with ${reason}, with tries: 2`).toBe(2)
    }
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

    const many = recordedSleep()
    await callOutcome(() =>
      retry(async ({ attempt }) => Promise.reject(failure(attempt)), { tries: 9, random: () => 1, sleep: many.sleep }),
    )
    expect(
      many.waits.slice(6),
      'the waits after failures 7 and 8 of retry(work, { tries: 9, random: () => 1 })',
    ).toEqual([6400, 10_000])

    const none = recordedSleep()
    await callOutcome(() =>
      retry(async ({ attempt }) => Promise.reject(failure(attempt)), {
        tries: 3,
        baseMs: 0,
        random: () => 1,
        sleep: none.sleep,
      }),
    )
    expect(none.waits, 'the waits of retry(work, { tries: 3, baseMs: 0, random: () => 1 })').toEqual([0, 0])
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

    let calls = 0
    const refuse = () => false
    const never = () => new Promise<never>(() => (calls += 1))
    const late = await callOutcome(() => retry(never, { timeoutMs: 5, retryable: refuse, sleep }))
    expect(late, 'retry(work, { timeoutMs: 5, retryable: () => false }) where no try ever ends').toEqual({
      rejected: expect.objectContaining({ name: 'TimeoutError' }),
    })
    expect(calls, 'calls of that work: retryable refuses the error of try 1, which is a TimeoutError').toBe(1)
  })
})
