import { check, expect } from 'backend-workbook/check'
import type { Dependency } from '../../../exercises/17-logging-and-monitoring/health.ts'
import { dependency, patient, probing, until } from '../probing.ts'

const down = () => {
  throw new Error('connect ECONNREFUSED db.internal:5432')
}

check('asks each dependency once for all probes at the same time', { read: 'health' }, async () => {
  const db = patient('db')
  await probing(
    { dependencies: [db], timeoutMs: 1200, cacheMs: 0, now: () => 0 },
    async ({ ready, started, arrived }) => {
      started()
      const first = ready()
      await until('GET /ready did not ask db', () => db.asked.length === 1)
      const others = [ready(), ready()]
      await until('three probes did not arrive', () => arrived() === 3)
      await new Promise((resolve) => setImmediate(resolve))
      db.answer()
      expect(
        (await Promise.all([first, ...others])).map(({ status }) => status),
        'three probes at once',
      ).toEqual([200, 200, 200])
      expect(db.asked.length, 'checks of db for three probes at once').toBe(1)
      void ready().catch(() => undefined)
      await until('with a cacheMs of 0, the probe after these did not ask db again', () => db.asked.length === 2)
      db.answer()
    },
  )
})

check('asks again only when cacheMs have passed since it asked, after a failure too', { read: 'health' }, async () => {
  for (const [answer, status] of [
    [() => undefined, 200],
    [down, 503],
  ] as const) {
    for (const cacheMs of [undefined, 5000]) {
      let clock = 1_000_000
      const db = dependency('db', answer)
      const options = { dependencies: [db], now: () => clock, ...(cacheMs && { cacheMs }) }
      await probing(options, async ({ ready, started }) => {
        started()
        const seen = []
        for (const ms of [0, (cacheMs ?? 1000) - 1, 1, 1]) {
          clock += ms
          seen.push([(await ready()).status, db.asked.length])
        }
        expect(
          seen,
          `status and checks of db: at once, 1 ms before cacheMs (${cacheMs ?? 'default'}), then, 1 ms later`,
        ).toEqual([
          [status, 1],
          [status, 1],
          [status, 2],
          [status, 2],
        ])
      })
    }
  }
})

check('counts the age of an answer from the moment when it asked', { read: 'health' }, async () => {
  let clock = 0
  const db = patient('db')
  await probing({ dependencies: [db], timeoutMs: 1200, now: () => clock }, async ({ ready, started }) => {
    started()
    const first = ready()
    await until('GET /ready did not ask db', () => db.asked.length === 1)
    clock = 900
    db.answer()
    await first
    clock = 1000
    const second = ready()
    await until('1,000 ms after it had asked, the next probe did not ask db again', () => db.asked.length === 2)
    db.answer()
    await second
  })
})

check('tells operators what failed, once, and probes nothing of it', { read: 'health' }, async () => {
  const told: [string, unknown][] = []
  const lost = new Error('connect ECONNREFUSED db.internal:5432')
  const parts = [dependency('db', () => Promise.reject(lost)), patient('mail'), dependency('search', undefined, false)]
  const onFailure = (name: string, error: unknown) => {
    told.push([name, error])
    throw new Error('the log is full')
  }
  await probing({ dependencies: parts, timeoutMs: 20, onFailure, now: () => 0 }, async ({ ready, started }) => {
    started()
    const answers = [await ready(), await ready()]
    const body = { status: 'down', dependencies: { db: 'down', mail: 'timeout', search: 'up' } }
    expect(answers, 'two probes, db down and mail silent, and an onFailure that throws').toEqual(
      [0, 1].map(() => ({ status: 503, body, cacheControl: 'no-store' })),
    )
    expect(told.map(([name]) => name).sort(), 'names that onFailure was called with').toEqual(['db', 'mail'])
    expect(new Map(told).get('db'), 'what onFailure got for db').toBe(lost)
    expect(new Map(told).get('mail') instanceof Error, 'whether onFailure got an Error for mail').toBe(true)
  })
  const again: string[] = []
  const obedient: Dependency = {
    name: 'obedient',
    check: (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  }
  const tell = (name: string) => void again.push(name)
  await probing({ dependencies: [obedient], timeoutMs: 20, onFailure: tell }, async ({ ready, started }) => {
    started()
    await ready()
    await new Promise((resolve) => setImmediate(resolve))
    expect(again, 'calls of onFailure for a check that rejects when its signal is aborted').toEqual(['obedient'])
  })
})
