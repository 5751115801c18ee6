import { check, expect } from 'backend-workbook/check'
import { decide, type Endpoint, MARKETPLACE } from '../../../exercises/20-redis-and-caching/what-to-cache.ts'

const PLAIN: Endpoint = {
  method: 'GET',
  path: '/offers',
  maxStaleSeconds: 60,
  readsPerHour: 180,
  changesPerHour: 1,
  entries: 1000,
  bytesPerEntry: 1000,
}

function expectDecision(changes: Partial<Endpoint>, expected: unknown): void {
  expect(decide({ ...PLAIN, ...changes }), `decide, with ${JSON.stringify(changes)}`).toEqual(expected)
}

check('decides about the marketplace', { read: 'what-to-cache' }, () => {
  const decisions = Object.fromEntries(
    MARKETPLACE.map((each) => {
      const decision = decide(each)
      return [`${each.method} ${each.path}`, decision.cache ? `cached for ${decision.seconds} s` : decision.because]
    }),
  )
  expect(decisions, 'decide, for each endpoint of MARKETPLACE').toEqual({
    'GET /categories': 'cached for 86400 s',
    'GET /products/:id': 'cached for 60 s',
    'GET /products/:id/pdf': 'too-large',
    'GET /search': 'rarely-read',
    'GET /shops/:id/dashboard': 'rarely-read',
    'GET /shops/:id/offers': 'cached for 600 s',
    'GET /products/:id/stock': 'exact',
    'POST /orders': 'writes',
  })
})

check('caches nothing but GET, and nothing that must be exact', { read: 'what-to-cache' }, () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
    expectDecision({ method }, { cache: false, because: 'writes' })
  }
  expectDecision({ maxStaleSeconds: 0 }, { cache: false, because: 'exact' })
  expectDecision({ maxStaleSeconds: 0, changesPerHour: 0 }, { cache: false, because: 'exact' })
  expectDecision({ maxStaleSeconds: 1, readsPerHour: 3600 }, { cache: true, seconds: 1, hitRate: 0.5, megabytes: 1 })
})

check('gives the first reason that applies', { read: 'what-to-cache' }, () => {
  const bad = { method: 'POST', maxStaleSeconds: 0, readsPerHour: 0, entries: 1_000_000 }
  expectDecision(bad, { cache: false, because: 'writes' })
  expectDecision({ ...bad, method: 'GET' }, { cache: false, because: 'exact' })
  expectDecision({ ...bad, method: 'GET', maxStaleSeconds: 60 }, { cache: false, because: 'rarely-read' })
  expectDecision({ entries: 1_000_000 }, { cache: false, because: 'too-large' })
})

check('computes the hit rate from what an entry lives through', { read: 'hit-rate' }, () => {
  const rates: [Partial<Endpoint>, number][] = [
    [{}, 0.75],
    [{ readsPerHour: 60 }, 0.5],
    [{ maxStaleSeconds: 120 }, 6 / 7],
    // A change every 30 seconds comes before the end of the 60.
    [{ changesPerHour: 120, readsPerHour: 360 }, 0.75],
    [{ changesPerHour: 0 }, 0.75],
    [{ changesPerHour: 0.5, maxStaleSeconds: 14_400, readsPerHour: 1.5 }, 0.75],
  ]
  for (const [changes, hitRate] of rates) {
    const decision = decide({ ...PLAIN, ...changes })
    expect(decision, `decide, with ${JSON.stringify(changes)}`).toMatchObject({ cache: true })
    if (decision.cache) expect(decision.hitRate, `its hitRate, with ${JSON.stringify(changes)}`).toBeCloseTo(hitRate, 9)
  }
  // How long it may live, and how long it lives on average, are two things.
  const often = { maxStaleSeconds: 600, readsPerHour: 60, changesPerHour: 12, entries: 1000, bytesPerEntry: 1000 }
  const decision = decide({ ...PLAIN, ...often })
  expect(decision, `decide, with ${JSON.stringify(often)}`).toMatchObject({ cache: true, seconds: 600 })
  if (decision.cache) expect(decision.hitRate, `its hitRate, with ${JSON.stringify(often)}`).toBeCloseTo(5 / 6, 9)
  for (const changes of [
    { readsPerHour: 59 },
    { readsPerHour: 0 },
    { changesPerHour: 7200 },
    { maxStaleSeconds: 19 },
  ]) {
    expectDecision(changes, { cache: false, because: 'rarely-read' })
  }
})

check('keeps to 64 megabytes', { read: 'hit-rate' }, () => {
  expectDecision({ entries: 64_000 }, { cache: true, seconds: 60, hitRate: 0.75, megabytes: 64 })
  expectDecision({ entries: 64_001 }, { cache: false, because: 'too-large' })
  expectDecision({ entries: 2, bytesPerEntry: 40_000_000 }, { cache: false, because: 'too-large' })
  expectDecision({ entries: 1, bytesPerEntry: 500 }, { cache: true, seconds: 60, hitRate: 0.75, megabytes: 0.0005 })
})

check('keeps nothing for longer than a day', { read: 'what-to-cache' }, () => {
  const never = { changesPerHour: 0, readsPerHour: 0.125 }
  expectDecision({ ...never, maxStaleSeconds: 86_400 }, { cache: true, seconds: 86_400, hitRate: 0.75, megabytes: 1 })
  expectDecision({ ...never, maxStaleSeconds: 86_401 }, { cache: true, seconds: 86_400, hitRate: 0.75, megabytes: 1 })
  expectDecision(
    { changesPerHour: 0, readsPerHour: 0.03, maxStaleSeconds: 864_000 },
    { cache: false, because: 'rarely-read' },
  )
})
