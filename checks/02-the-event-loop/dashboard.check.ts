import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import { check, expect } from 'backend-workbook/check'
import { loadDashboard } from '../../exercises/02-the-event-loop/dashboard.ts'
import { callOutcome, type Deferred, deferred, outcomeOf, quiet, unhandledDuring, until, watched } from './support.ts'

/** Three sources that the check ends one by one. */
function controlled() {
  const started: string[] = []
  const signals: (AbortSignal | undefined)[] = []
  const calls = { user: deferred<string>(), orders: deferred<string>(), advert: deferred<string>() }
  const source = (name: string, call: Deferred<string>) => (signal: AbortSignal) => {
    started.push(name)
    signals.push(signal)
    // A promise of its own for each call, so that only whoever called can handle its rejection.
    return call.promise.then((value) => value)
  }
  return {
    started,
    signals,
    calls,
    sources: {
      user: source('user', calls.user),
      orders: source('orders', calls.orders),
      advert: source('advert', calls.advert),
    },
  }
}

/** Values like any other. */
const NOTHINGS = [undefined, null, 0, '', false]

const THREE = 'loadDashboard({ user, orders, advert }, deadline)'

check('starts every source before the first has answered', { read: 'together-or-one-by-one' }, async () => {
  const { sources, started } = controlled()
  watched(loadDashboard(sources, new AbortController().signal))
  await until(() => started.length === 3, 20)
  expect(started, `sources started in ${THREE} while none has answered`).toEqual(['user', 'orders', 'advert'])
})

check('gives the value of every source under its name', { read: 'dashboard' }, async () => {
  const outcome = await callOutcome(() =>
    loadDashboard(
      { user: async () => 'Ada', orders: () => Promise.resolve([1, 2]), visits: () => 7 },
      new AbortController().signal,
    ),
  )
  expect(outcome, "loadDashboard({ user, orders, visits }, deadline) that give 'Ada', [1, 2] and 7").toEqual({
    resolved: {
      user: { status: 'ready', value: 'Ada' },
      orders: { status: 'ready', value: [1, 2] },
      visits: { status: 'ready', value: 7 },
    },
  })
  for (const value of NOTHINGS) {
    const empty = await callOutcome(() => loadDashboard({ advert: async () => value }, new AbortController().signal))
    expect(empty, `loadDashboard({ advert }, deadline) where advert gives ${inspect(value)}`).toStrictEqual({
      resolved: { advert: { status: 'ready', value } },
    })
  }
})

check('keeps the panels in the order of the sources, whoever answers first', { read: 'dashboard' }, async () => {
  const { sources, calls } = controlled()
  const dashboard = watched(loadDashboard(sources, new AbortController().signal))
  for (const name of ['orders', 'advert', 'user'] as const) {
    await quiet(1)
    calls[name].resolve(name)
  }
  const outcome = await outcomeOf(dashboard)
  const names = outcome !== 'still pending' && 'resolved' in outcome ? Object.keys(outcome.resolved) : outcome
  expect(names, `names of the panels of ${THREE} when orders answers first and user last`).toEqual([
    'user',
    'orders',
    'advert',
  ])
})

check('keeps the other panels when one source fails', { read: 'dashboard' }, async () => {
  const down = new Error('orders is down')
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      loadDashboard(
        { user: async () => 'Ada', orders: () => Promise.reject(down), advert: async () => 'Buy!' },
        new AbortController().signal,
      ),
    )
    expect(outcome, `${THREE} where orders rejects`).toEqual({
      resolved: {
        user: { status: 'ready', value: 'Ada' },
        orders: { status: 'failed', error: down },
        advert: { status: 'ready', value: 'Buy!' },
      },
    })
  })
})

check('treats a source that throws like one that rejects', { read: 'errors' }, async () => {
  const down = new Error('orders is not configured')
  const orders = () => {
    throw down
  }
  await unhandledDuring(async () => {
    const outcome = await callOutcome(() =>
      loadDashboard({ orders, user: async () => 'Ada' }, new AbortController().signal),
    )
    expect(outcome, 'loadDashboard({ orders, user }, deadline) where orders throws without a promise').toEqual({
      resolved: { orders: { status: 'failed', error: down }, user: { status: 'ready', value: 'Ada' } },
    })
  })
})

check('shows what a source has failed with as it is, whatever it is', { read: 'errors' }, async () => {
  for (const reason of ['no connection', { code: 503 }, new DOMException('gone', 'AbortError'), ...NOTHINGS]) {
    await unhandledDuring(async () => {
      const outcome = await callOutcome(() =>
        loadDashboard({ orders: () => Promise.reject(reason) }, new AbortController().signal),
      )
      expect(outcome, `loadDashboard({ orders }, deadline) where orders rejects with ${inspect(reason)}`).toStrictEqual(
        {
          resolved: { orders: { status: 'failed', error: reason } },
        },
      )
    })
  }
})

check('answers at the deadline with what there is', { read: 'cancelling' }, async () => {
  const { sources, calls } = controlled()
  const controller = new AbortController()
  const dashboard = watched(loadDashboard(sources, controller.signal))
  calls.user.resolve('Ada')
  calls.orders.resolve('two')
  await quiet()
  controller.abort()
  expect(await outcomeOf(dashboard), `${THREE} when the deadline comes and only advert has not answered`).toEqual({
    resolved: {
      user: { status: 'ready', value: 'Ada' },
      orders: { status: 'ready', value: 'two' },
      advert: { status: 'late' },
    },
  })
})

check('answers as soon as the last source has', { read: 'dashboard' }, async () => {
  const { sources, calls } = controlled()
  const dashboard = watched(loadDashboard(sources, new AbortController().signal))
  for (const call of Object.values(calls)) call.resolve('here')
  const outcome = await outcomeOf(dashboard)
  expect(
    outcome === 'still pending' ? outcome : 'answered',
    `${THREE} when every source has answered and the deadline is far away`,
  ).toBe('answered')
  const none = await callOutcome(() => loadDashboard({}, new AbortController().signal))
  expect(none, 'loadDashboard({}, deadline), where there is no source to wait for').toEqual({ resolved: {} })
})

check('never changes an answer that it has given', { read: 'dashboard' }, async () => {
  const { sources, calls } = controlled()
  const controller = new AbortController()
  const dashboard = watched(loadDashboard(sources, controller.signal))
  await quiet()
  controller.abort()
  const outcome = await outcomeOf(dashboard)
  const before = structuredClone(outcome)
  for (const call of Object.values(calls)) call.resolve('too late')
  await quiet()
  expect(outcome, `the answer of ${THREE}, looked at again when the late sources have come in`).toEqual(before)
})

check('gives every source the deadline, so that it can stop', { read: 'cancelling' }, async () => {
  const { sources, started, signals } = controlled()
  const controller = new AbortController()
  watched(loadDashboard(sources, controller.signal))
  await until(() => started.length === 3)
  controller.abort()
  await quiet()
  expect(
    signals.map((signal) => signal?.aborted),
    'whether the signals that the sources were given have aborted when the deadline has come',
  ).toEqual(started.map(() => true))
})

check('starts nothing when the deadline has already passed', { read: 'cancelling' }, async () => {
  const { sources, started } = controlled()
  const outcome = await callOutcome(() => loadDashboard(sources, AbortSignal.abort()))
  expect(started, `sources started in ${THREE} with a deadline that has already aborted`).toEqual([])
  expect(outcome, `${THREE} with a deadline that has already aborted`).toEqual({
    resolved: { user: { status: 'late' }, orders: { status: 'late' }, advert: { status: 'late' } },
  })
})

check('leaves no rejection unhandled when a late source fails', { read: 'errors' }, async () => {
  const { sources, calls } = controlled()
  const controller = new AbortController()
  const unhandled = await unhandledDuring(async () => {
    const dashboard = watched(loadDashboard(sources, controller.signal))
    await quiet()
    controller.abort()
    await outcomeOf(dashboard)
    calls.orders.reject(new Error('orders failed, too late to matter'))
    calls.user.reject(new Error('user failed, too late to matter'))
    await quiet()
  })
  expect(unhandled, `unhandled rejections when sources of ${THREE} fail after the deadline`).toEqual([])
})

check('leaves no listener on the deadline', { read: 'cancelling' }, async () => {
  const { signal } = new AbortController()
  await callOutcome(() => loadDashboard({ user: async () => 'Ada', orders: async () => [] }, signal))
  expect(
    getEventListeners(signal, 'abort').length,
    'abort listeners on the deadline after every source has answered in time',
  ).toBe(0)
})
