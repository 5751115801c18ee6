import { check, expect } from 'backend-workbook/check'
import {
  availability,
  bandwidth,
  cache,
  inFlight,
  rate,
  storage,
} from '../../../exercises/29-system-design/capacity.ts'
import { expectNear } from './near.ts'

check('estimates requests per day, on average and at the peak', { read: 'estimates' }, () => {
  for (const [usersPerDay, requestsPerUser, peakFactor, perDay, average, peak] of [
    [200_000, 50, 5, 10_000_000, 115.7, 578.7],
    [3_000_000, 8, 3, 24_000_000, 277.8, 833.3],
    [864, 100, 1, 86_400, 1, 1],
    [0, 50, 5, 0, 0, 0],
  ] as const) {
    const given = { usersPerDay, requestsPerUser, peakFactor }
    expectNear(rate(given), { perDay, average, peak }, `rate(${JSON.stringify(given)})`)
  }
})

check('estimates disk with growth, indexes and copies', { read: 'estimates' }, () => {
  const base = { rowsPerDay: 1000, bytesPerRow: 500, years: 2, growthPerYear: 1, indexShare: 0.2, copies: 3 }
  for (const [more, right] of [
    [{}, { firstYear: 365_000, rows: 1_095_000, copy: 657e6, total: 1971e6 }],
    [{ years: 1 }, { firstYear: 365_000, rows: 365_000, copy: 219e6, total: 657e6 }],
    [{ growthPerYear: 0 }, { firstYear: 365_000, rows: 730_000, copy: 438e6, total: 1314e6 }],
    [
      { years: 5, growthPerYear: 0.5 },
      { rows: 4_813_438, copy: 2888e6, total: 8664e6 },
    ],
    [
      { years: 4, growthPerYear: 2 },
      { rows: 14_600_000, copy: 8760e6, total: 26_280e6 },
    ],
    [
      { indexShare: 0, copies: 1 },
      { rows: 1_095_000, copy: 547.5e6, total: 547.5e6 },
    ],
    [
      { indexShare: 1, copies: 2 },
      { copy: 1095e6, total: 2190e6 },
    ],
    [{ years: 0 }, { firstYear: 365_000, rows: 0, copy: 0, total: 0 }],
  ] as [Partial<typeof base>, Record<string, number>][]) {
    const given = { ...base, ...more }
    expectNear(storage(given), right, `storage(${JSON.stringify(given)})`)
  }
})

check('estimates the line in megabits, and what the CDN takes', { read: 'estimates' }, () => {
  for (const [answersPerSecond, bytesPerAnswer, cdnShare, bytes, megabits, originMegabits] of [
    [500, 40_000, 0.9, 20e6, 160, 16],
    [500, 40_000, 0, 20e6, 160, 160],
    [500, 40_000, 1, 20e6, 160, 0],
    [2000, 2_000_000, 0.75, 4e9, 32_000, 8000],
  ] as const) {
    const given = { answersPerSecond, bytesPerAnswer, cdnShare }
    expectNear(bandwidth(given), { bytes, megabits, originMegabits }, `bandwidth(${JSON.stringify(given)})`)
  }
})

check("estimates requests and connections by Little's law", { read: 'little' }, () => {
  for (const [perSecond, secondsEach, keepAliveSeconds, requests, connections] of [
    [500, 0.2, 5, 100, 2600],
    [500, 0.2, 0, 100, 100],
    [40, 12, 3, 480, 600],
    [0.5, 1800, 0, 900, 900],
  ] as const) {
    const given = { perSecond, secondsEach, keepAliveSeconds }
    expectNear(inFlight(given), { requests, connections }, `inFlight(${JSON.stringify(given)})`)
  }
})

check('estimates memory and misses of a cache, and what hangs on it', { read: 'estimates' }, () => {
  const base = {
    items: 1e6,
    hotShare: 0.2,
    bytesPerItem: 900,
    overheadBytes: 100,
    readsPerSecond: 5000,
    hitRatio: 0.95,
  }
  for (const [more, right] of [
    [{}, { hotItems: 200_000, bytes: 200e6, misses: 250, timesWhenLost: 20 }],
    [
      { bytesPerItem: 20, hotShare: 1 },
      { hotItems: 1e6, bytes: 120e6 },
    ],
    [{ overheadBytes: 0 }, { bytes: 180e6 }],
    [{ overheadBytes: 900 }, { bytes: 360e6 }],
    [{ hitRatio: 0 }, { misses: 5000, timesWhenLost: 1 }],
    [
      { hitRatio: 0.5, readsPerSecond: 80 },
      { misses: 40, timesWhenLost: 2 },
    ],
    [{ hitRatio: 0.995 }, { misses: 25, timesWhenLost: 200 }],
  ] as [Partial<typeof base>, Record<string, number>][]) {
    const given = { ...base, ...more }
    expectNear(cache(given), right, `cache(${JSON.stringify(given)})`)
  }
})

check('estimates how often a whole of parts and copies is down', { read: 'availability' }, () => {
  for (const [parts, missing, whole] of [
    [
      [
        { up: 0.99, copies: 2 },
        { up: 0.999, copies: 1 },
      ],
      [0.0001, 0.001],
      0.0010999,
    ],
    [[{ up: 0.99, copies: 1 }], [0.01], 0.01],
    [[{ up: 0.9, copies: 3 }], [0.001], 0.001],
    [Array(20).fill({ up: 0.98, copies: 1 }), Array(20).fill(0.02), 0.3324],
    [
      [
        { up: 0.5, copies: 1 },
        { up: 0.5, copies: 2 },
      ],
      [0.5, 0.25],
      0.625,
    ],
  ] as [{ up: number; copies: number }[], number[], number][]) {
    const answer = availability(parts)
    const given =
      parts.length > 3 ? '20 parts that are up 0.98, one copy each' : `availability(${JSON.stringify(parts)})`
    expect(answer.parts.length, `how many parts ${given} has`).toBe(parts.length)
    const down = Object.fromEntries(
      answer.parts.map((up, index) => [`what is missing to 1 of part ${index}`, 1 - Number(up)]),
    )
    expectNear(
      down,
      Object.fromEntries(missing.map((each, index) => [`what is missing to 1 of part ${index}`, each])),
      given,
    )
    expectNear(
      { 'what is missing to 1 of the whole': 1 - Number(answer.whole) },
      { 'what is missing to 1 of the whole': whole },
      given,
    )
    expectNear(answer, { downMinutes: whole * 43_200 }, given)
  }
})
