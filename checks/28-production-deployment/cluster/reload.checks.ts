import { check, expect } from 'backend-workbook/check'
import { type Cluster, isAlive, type Line, listening, perhaps, until, withCluster } from './running.ts'

const CALM = { GRACE_MS: '60000' }
/** A worker starts, listens somewhat later, and another one is told to end. */
const ONE_MORE_MS = 1500

check(
  'reloads under load, and no request fails',
  { read: 'cluster', requirement: 'reloading', points: 10, ms: 40_000 },
  async () => {
    const { failed, newest, running } = await reloaded()
    expect(failed, 'requests that failed during a reload').toEqual([])
    expect(newest, 'versions that answer after the reload').toEqual([2])
    expect(running, 'workers that run after the reload of two').toBe(2)
  },
)

check(
  'never has fewer workers meanwhile',
  { read: 'cluster', requirement: 'reloading', points: 8, ms: 40_000 },
  async () => {
    const { lines } = await reloaded()
    expect(fewest(lines), 'the fewest workers that listened without a SIGTERM, of two').toBe(2)
  },
)

check(
  'stays with the old workers when a new one is no good',
  { read: 'cluster', requirement: 'reloading', points: 8, ms: 40_000 },
  async () => {
    await withCluster({ ...CALM, WORKERS: '2' }, async (cluster) => {
      const old = await listening(cluster, 2)
      cluster.plan({ version: 2, start: 'die' })
      cluster.send('SIGHUP')
      await until('whether a new worker starts', () => cluster.lines('start', 2).length > 0)
      await until('whether the primary says a word', () => cluster.output().trim() !== '')
      await until('whether the new one ends', () => cluster.lines('start', 2).every(({ pid }) => !isAlive(pid)))
      expect(
        { term: cluster.lines('term').length, running: cluster.running() },
        'after a new worker that dies: old ones that were sent SIGTERM, workers',
      ).toEqual({
        ...{ term: 0, running: old },
      })
      cluster.plan({ version: 3 })
      cluster.send('SIGHUP')
      await until('whether the next SIGHUP brings version 3', () => cluster.lines('listen', 3).length === 2)
      await until('whether the old ones end then', () => old.every((pid) => !isAlive(pid)))
      expect((await cluster.ask('/')).version, 'the version that answers then').toBe(3)
    })
    await withCluster({ ...CALM, WORKERS: '2' }, async (cluster) => {
      await listening(cluster, 2)
      cluster.plan({ version: 2, start: 'first-dies' })
      cluster.send('SIGHUP')
      await until('whether the primary says a word', () => cluster.output().trim() !== '')
      await perhaps(() => cluster.lines('term', 1).length > 0, ONE_MORE_MS)
      const term = cluster.lines('term', 1).length
      expect(term, 'old workers that were sent SIGTERM after the first new one of two had ended at once').toBe(0)
    })
  },
)

check(
  'reloads once more for a SIGHUP meanwhile',
  { read: 'cluster', requirement: 'reloading', points: 6, ms: 40_000 },
  async () => {
    await withCluster({ ...CALM, WORKERS: '2' }, async (cluster) => {
      await listening(cluster, 2)
      cluster.plan({ version: 2 })
      cluster.send('SIGHUP')
      await until('whether a worker of version 2 starts', () => cluster.lines('start', 2).length > 0)
      cluster.plan({ version: 3 })
      cluster.send('SIGHUP')
      const isNew = () =>
        cluster.running().length === 2 && cluster.lines('listen', 3).filter(({ pid }) => isAlive(pid)).length === 2
      await until('whether two workers of the newest version run in the end, and no others', isNew)
    })
  },
)

check(
  'kills an old worker that stays',
  { read: 'cluster', requirement: 'reloading', points: 6, ms: 40_000 },
  async () => {
    await withCluster(
      { WORKERS: '1', GRACE_MS: '300' },
      async (cluster) => {
        const [old = 0] = await listening(cluster, 1)
        cluster.plan({ version: 2 })
        cluster.send('SIGHUP')
        await until(
          'whether an old worker ends that does not listen to SIGTERM, with GRACE_MS=300',
          () => !isAlive(old),
        )
        await until('whether the new one listens', () => cluster.lines('listen', 2).length === 1)
        await cluster.ask('/')
        const starts = cluster.lines('start').length
        expect(starts, 'workers that were started in all: one, and its replacement').toBe(2)
      },
      { end: 'stay' },
    )
  },
)

let reload: ReturnType<typeof reloadUnderLoad> | undefined

/** Both checks look at the same reload. */
function reloaded(): ReturnType<typeof reloadUnderLoad> {
  reload ??= reloadUnderLoad()
  return reload
}

function reloadUnderLoad() {
  return withCluster({ ...CALM, WORKERS: '2' }, async (cluster) => {
    await listening(cluster, 2)
    const load = startLoad(cluster)
    await until('whether it answers', () => load.answers.length > 10)
    cluster.plan({ version: 2 })
    cluster.send('SIGHUP')
    await until('whether two workers of version 2 listen', () => cluster.lines('listen', 2).length === 2)
    await until('whether the old ones are sent SIGTERM', () => cluster.lines('term', 1).length === 2)
    await until('whether the old ones end', () => cluster.lines('start', 1).every(({ pid }) => !isAlive(pid)))
    const after = load.answers.length
    await until('whether it still answers', () => load.answers.length > after + 10)
    const failed = await load.end()
    const newest = [...new Set(load.answers.slice(after + 8).map(({ version }) => version))]
    return { failed, newest, running: cluster.running().length, lines: cluster.lines() }
  })
}

/** How many listened that had not been sent SIGTERM, at the worst moment after the start. */
function fewest(lines: Line[]): number {
  let listen = 0
  let least = Number.POSITIVE_INFINITY
  for (const { what } of lines) {
    if (what === 'listen') listen += 1
    if (what !== 'term') continue
    listen -= 1
    least = Math.min(least, listen)
  }
  return least
}

interface Load {
  answers: { pid: number; version: number }[]
  /** Stops it, and gives what went wrong. */
  end: () => Promise<string[]>
}

/** Four clients that ask all the time. */
function startLoad(cluster: Cluster): Load {
  const answers: Load['answers'] = []
  const failed: string[] = []
  let isOver = false
  const client = async (path: string) => {
    while (!isOver) {
      try {
        answers.push(await cluster.ask(path))
      } catch (error) {
        failed.push(String(error))
      }
    }
  }
  const clients = ['/', '/', '/slow?ms=20', '/slow?ms=50'].map(client)
  return {
    answers,
    end: async () => {
      isOver = true
      await Promise.all(clients)
      return failed
    },
  }
}
