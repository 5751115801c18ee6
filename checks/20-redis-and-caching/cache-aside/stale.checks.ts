import { check, expect } from 'backend-workbook/check'
import { outcome, until } from '../redis.ts'
import { withCaches } from './caches.ts'

const MS = 8000

check('tells nobody of a reload that fails, and tries again', { read: 'stale', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const cache = await open({ ttlMs: 100, staleMs: 600_000, lockMs: 60_000 })
    await cache.get('tea', async () => 'old')
    let loads = 0
    const failing = async () => {
      loads += 1
      throw new Error('no database')
    }
    const answer = await until(
      () => outcome(cache.get('tea', failing)),
      (said) => said !== 'old' || loads >= 3,
    )
    expect(answer, 'get of a value that is no longer fresh, when loads reject').toBe('old')
    expect(loads, 'reloads, when each rejects and get is called again and again').toBeGreaterThanOrEqual(3)
    const seen = await until(
      () => outcome(cache.get('tea', async () => 'new')),
      (said) => said === 'new',
    )
    expect(seen, 'get when the database is back').toBe('new')
  }),
)
