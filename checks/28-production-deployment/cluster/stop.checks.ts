import { check, expect } from 'backend-workbook/check'
import { isAlive, listening, until, withCluster } from './running.ts'

check(
  'drains at SIGTERM and at SIGINT',
  { read: 'cluster', requirement: 'stopping', points: 8, ms: 40_000 },
  async () => {
    const ends = await Promise.all(
      (['SIGTERM', 'SIGINT'] as const).map((signal) =>
        withCluster({ WORKERS: signal === 'SIGTERM' ? '2' : '1', GRACE_MS: '60000' }, async (cluster) => {
          const count = signal === 'SIGTERM' ? 2 : 1
          await listening(cluster, count)
          const answers = [cluster.ask('/slow?ms=400'), cluster.ask('/slow?ms=400')]
          await until('whether two requests run', () => cluster.lines('slow').length === 2)
          cluster.send(signal)
          const answered = (await Promise.allSettled(answers)).filter(({ status }) => status === 'fulfilled').length
          const end = await cluster.end()
          return { answered, end, left: cluster.running().length, more: cluster.lines('start').length - count }
        }),
      ),
    )
    const expected = { answered: 2, end: 'exit code 0', left: 0, more: 0 }
    const message =
      'after SIGTERM, after SIGINT: requests answered of two, the end, workers left, workers started meanwhile'
    expect(ends, message).toEqual([expected, expected])
  },
)

check(
  'kills what outlives its grace',
  { read: 'cluster', requirement: 'stopping', points: 6, ms: 40_000 },
  async () => {
    const seen = await withCluster(
      { WORKERS: '1', GRACE_MS: '300' },
      async (cluster) => {
        await listening(cluster, 1)
        cluster.send('SIGTERM')
        await until('whether the worker is sent SIGTERM', () => cluster.lines('term').length >= 1)
        const end = await cluster.end()
        return { end, started: cluster.lines('start').length, left: cluster.running().length }
      },
      { end: 'stay' },
    )
    const message = 'with GRACE_MS=300 and a worker that stays: the end, workers started, workers left'
    expect(seen, message).toEqual({ end: 'exit code 1', started: 1, left: 0 })
  },
)

check('is asked once', { read: 'cluster', requirement: 'stopping', points: 4, ms: 40_000 }, async () => {
  const seen = await withCluster({ WORKERS: '1', GRACE_MS: '60000' }, async (cluster) => {
    await listening(cluster, 1)
    const answer = cluster.ask('/slow?ms=700')
    await until('whether a request runs', () => cluster.lines('slow').length === 1)
    cluster.send('SIGTERM')
    await until('whether the worker is sent SIGTERM', () => cluster.lines('term').length >= 1)
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) cluster.send(signal)
    const answered = await answer.then(
      () => 'answered',
      () => 'cut off',
    )
    return { answered, end: await cluster.end(), started: cluster.lines('start').length }
  })
  const message = 'with SIGTERM, SIGTERM, SIGHUP and SIGINT during a request: the request, the end, workers started'
  expect(seen, message).toEqual({ answered: 'answered', end: 'exit code 0', started: 1 })
  await withCluster({ WORKERS: '1', GRACE_MS: '60000' }, async (cluster) => {
    await listening(cluster, 1)
    const answer = cluster.ask('/slow?ms=1200')
    await until('whether a request runs', () => cluster.lines('slow').length === 1)
    cluster.plan({ version: 2 })
    cluster.send('SIGHUP')
    await until('whether a reload sends the old worker SIGTERM', () => cluster.lines('term', 1).length > 0)
    cluster.send('SIGTERM')
    await until('whether the new worker is sent SIGTERM', () => cluster.lines('term', 2).length > 0)
    await answer
    await cluster.end()
    expect(cluster.lines('term', 1).length, 'times that a worker is sent SIGTERM by a reload and the end').toBe(1)
  })
})

check(
  'ends in the middle of a pause',
  { read: 'cluster', requirement: 'stopping', points: 4, ms: 40_000 },
  async () => {
    const end = await withCluster(
      { WORKERS: '1', BACKOFF_MS: '60000' },
      async (cluster) => {
        await until('whether a worker starts', () => cluster.lines('start').length === 1)
        await until('whether it ends', () => cluster.running().length === 0)
        cluster.send('SIGTERM')
        return cluster.end()
      },
      { start: 'die' },
    )
    expect(end, 'after SIGTERM, while the only worker waits for its turn, with BACKOFF_MS=60000').toBe('exit code 0')
  },
)

check(
  'ends in the middle of a reload',
  { read: 'cluster', requirement: 'stopping', points: 4, ms: 40_000 },
  async () => {
    await withCluster({ WORKERS: '2', GRACE_MS: '3000' }, async (cluster) => {
      await listening(cluster, 2)
      cluster.plan({ version: 2 })
      cluster.send('SIGHUP')
      await until('whether a new worker listens', () => cluster.lines('listen', 2).length > 0)
      cluster.send('SIGTERM')
      expect(await cluster.end(), 'after SIGTERM during a reload').toBe('exit code 0')
      await until('whether all workers have ended', () => cluster.lines('start').every(({ pid }) => !isAlive(pid)))
    })
    await withCluster({ WORKERS: '1', GRACE_MS: '60000' }, async (cluster) => {
      await listening(cluster, 1)
      cluster.plan({ version: 2, start: 'hold' })
      cluster.send('SIGHUP')
      await until('whether a new worker is ready for signals', () => cluster.lines('ready', 2).length === 1)
      cluster.send('SIGTERM')
      const end = await cluster.end()
      const message = 'after SIGTERM while a new worker starts: the end, new workers that were sent SIGTERM'
      expect({ end, term: cluster.lines('term', 2).length }, message).toEqual({ end: 'exit code 0', term: 1 })
    })
  },
)
