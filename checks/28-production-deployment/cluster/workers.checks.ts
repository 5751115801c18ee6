import { availableParallelism } from 'node:os'
import { check, expect } from 'backend-workbook/check'
import { type Cluster, listening, signal, until, withCluster } from './running.ts'

/** A primary and three workers start, one after the other. */
const THREE_STARTS_MS = 3000

const ends: Record<string, (cluster: Cluster) => unknown> = {
  'exits with 0': (cluster) => cluster.ask('/exit?code=0').catch(() => undefined),
  'is killed': (cluster) => cluster.ask('/kill').catch(() => undefined),
  'ends after a SIGTERM of somebody else': (cluster) => signal(cluster.running()[0] ?? 0, 'SIGTERM'),
}

check(
  'runs as many workers as it is told',
  { read: 'cluster', requirement: 'running', points: 6, ms: 40_000 },
  async () => {
    const seen = await withCluster({ WORKERS: '3' }, async (cluster) => {
      const pids = await listening(cluster, 3)
      const asked = await Promise.all(Array.from({ length: 12 }, () => cluster.ask('/')))
      const strangers = asked.filter(({ pid }) => !pids.includes(pid)).length
      return { workers: new Set(pids).size, strangers, primary: pids.includes(cluster.pid) }
    })
    const message = 'with WORKERS=3: workers that listen, answers by others, whether the primary is one'
    expect(seen, message).toEqual({ workers: 3, strangers: 0, primary: false })
  },
)

check(
  'takes digits only for a number',
  { read: 'cluster', requirement: 'running', points: 4, ms: 40_000 },
  async () => {
    const cores = availableParallelism()
    for (const WORKERS of ['0', '1x']) {
      await withCluster({ WORKERS }, async (cluster) => {
        await listening(cluster, cores)
        expect(cluster.lines('start').length, `workers with WORKERS=${WORKERS}, on ${cores} processors`).toBe(cores)
      })
    }
  },
)

check('replaces a worker that ends', { read: 'cluster', requirement: 'replacing', points: 8, ms: 40_000 }, async () => {
  await withCluster({ WORKERS: '2', BACKOFF_MS: '60000' }, async (cluster) => {
    await listening(cluster, 2)
    for (const [how, end] of Object.entries(ends)) {
      const before = cluster.running()
      const listened = cluster.lines('listen').length
      await end(cluster)
      await until(`whether a worker that ${how} is replaced`, () => cluster.lines('listen').length > listened)
      const left = cluster.running().filter((pid) => before.includes(pid)).length
      expect(left, `workers of two that still run after the other one ${how}`).toBe(1)
      await cluster.ask('/')
    }
    const old = cluster.running()
    cluster.plan({ version: 2, start: 'hold' })
    cluster.send('SIGHUP')
    await until('whether a reload starts a worker', () => cluster.lines('start', 2).length > 0)
    cluster.plan({ version: 3 })
    for (const pid of old) signal(pid, 'SIGKILL')
    await until('whether workers that end during a reload are replaced', () => cluster.lines('listen', 3).length > 0)
  })
})

check(
  'waits longer each time a worker cannot start',
  { read: 'cluster', requirement: 'replacing', points: 8, ms: 40_000 },
  async () => {
    const pauses = await withCluster(
      { WORKERS: '1', BACKOFF_MS: '100' },
      async (cluster) => {
        for (let count = 1; count <= 4; count++) await starts(cluster, count)
        return pausesOf(cluster)
      },
      { start: 'die' },
    )
    const tooShort = pauses.slice(0, 3).flatMap((ms, index) => {
      const least = 100 * 2 ** index
      return ms >= least - 5 ? [] : [`pause ${index + 1}: ${ms} ms, not ${least}`]
    })
    expect(tooShort, 'with BACKOFF_MS=100 and workers that end at once: pauses that are too short').toEqual([])
  },
)

check('waits no longer than it may', { read: 'cluster', requirement: 'replacing', points: 4, ms: 40_000 }, async () => {
  const env = { WORKERS: '1', BACKOFF_MS: '60000', BACKOFF_MAX_MS: '100' }
  const message = 'whether a worker is tried three times, with BACKOFF_MS=60000 and BACKOFF_MAX_MS=100'
  const tried = (cluster: Cluster) => until(message, () => cluster.lines('start').length >= 3, THREE_STARTS_MS)
  await withCluster(env, tried, { start: 'die' })
})

check(
  'forgets failed starts when a worker listens',
  { read: 'cluster', requirement: 'replacing', points: 6, ms: 40_000 },
  async () => {
    const pause = await withCluster(
      { WORKERS: '1', BACKOFF_MS: '300' },
      async (cluster) => {
        await starts(cluster, 2)
        cluster.plan({})
        await listening(cluster, 1)
        cluster.plan({ start: 'die' })
        const killed = Date.now()
        await cluster.ask('/kill').catch(() => undefined)
        await starts(cluster, 5)
        const [, , , fourth = 0, fifth = 0] = cluster.lines('start').map(({ at }) => at)
        // Less the time that a start takes on this machine, now.
        return fifth - fourth - (fourth - killed)
      },
      { start: 'die' },
    )
    const message =
      'the pause after one that could not start, when the one before had listened, and two before that had not (BACKOFF_MS=300)'
    // The third in a row is 1,200 ms; what lies between is left to a busy machine.
    expect(pause < 1000 ? 'that of a first failure' : 'that of a third', message).toBe('that of a first failure')
  },
)

function starts(cluster: Cluster, count: number): Promise<void> {
  return until(`whether worker ${count} starts`, () => cluster.lines('start').length >= count)
}

function pausesOf(cluster: Cluster): number[] {
  const starts = cluster.lines('start').map(({ at }) => at)
  return starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
}
