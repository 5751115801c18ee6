import { check, expect } from 'backend-workbook/check'
import { instances, pools } from '../../../exercises/29-system-design/capacity.ts'
import { expectNear } from './near.ts'

const SERVER = { peakPerSecond: 600, cpuMsPerRequest: 20, cores: 4, utilisation: 0.5, mayFail: 1 }

check('estimates busy cores, and what one instance carries', { read: 'little' }, () => {
  for (const [more, busyCores, perInstance] of [
    [{}, 12, 100],
    [{ cores: 1 }, 12, 25],
    [{ utilisation: 1 }, 12, 200],
    [{ cpuMsPerRequest: 1.5, cores: 2, utilisation: 0.5 }, 0.9, 667],
    [{ peakPerSecond: 0 }, 0, 100],
  ] as [Partial<typeof SERVER>, number, number][]) {
    const given = { ...SERVER, ...more }
    expectNear(instances(given), { busyCores, perInstance }, `instances(${JSON.stringify(given)})`)
  }
})

check('counts instances that carry the peak, also when some are down', { read: 'little' }, () => {
  for (const [more, needed, total] of [
    [{}, 6, 7],
    [{ peakPerSecond: 601 }, 7, 8],
    [{ mayFail: 0 }, 6, 6],
    [{ mayFail: 3 }, 6, 9],
    [{ peakPerSecond: 7 }, 1, 2],
    [{ peakPerSecond: 0, mayFail: 0 }, 1, 1],
    [{ cores: 1, cpuMsPerRequest: 7 }, 9, 10],
    [{ cpuMsPerRequest: 250, cores: 2, utilisation: 0.5, peakPerSecond: 9 }, 3, 4],
  ] as [Partial<typeof SERVER>, number, number][]) {
    const given = { ...SERVER, ...more }
    const answer = instances(given)
    const counts = { needed: answer.needed, total: answer.total }
    expect(counts, `instances(${JSON.stringify(given)})`).toEqual({ needed, total })
  }
})

const DATABASE = {
  queriesPerSecond: 2000,
  secondsPerQuery: 0.005,
  utilisation: 0.5,
  instances: 6,
  maxConnections: 100,
  reserved: 10,
}

check('counts the connections that all need, and each', { read: 'little' }, () => {
  for (const [more, busy, needed, perInstance] of [
    [{}, 10, 20, 4],
    [{ instances: 5 }, 10, 20, 4],
    [{ instances: 40 }, 10, 20, 1],
    [{ utilisation: 1 }, 10, 10, 2],
    [{ secondsPerQuery: 0.0625, queriesPerSecond: 100, utilisation: 0.5 }, 6.25, 13, 3],
    [{ queriesPerSecond: 0 }, 0, 0, 1],
  ] as [Partial<typeof DATABASE>, number, number, number][]) {
    const given = { ...DATABASE, ...more }
    const answer = pools(given)
    expectNear(answer, { busy }, `pools(${JSON.stringify(given)})`)
    const counts = { needed: answer.needed, perInstance: answer.perInstance }
    expect(counts, `pools(${JSON.stringify(given)})`).toEqual({ needed, perInstance })
  }
})

check('counts the connections that the database allows, also during a restart', { read: 'little' }, () => {
  for (const [more, allowed, fits] of [
    [{}, 7, true],
    [{ reserved: 0 }, 8, true],
    [{ reserved: 52 }, 4, true],
    [{ reserved: 53 }, 3, false],
    [{ maxConnections: 500 }, 40, true],
    [{ instances: 46 }, 0, false],
    [{ instances: 45 }, 1, true],
    [{ queriesPerSecond: 5000 }, 7, false],
  ] as [Partial<typeof DATABASE>, number, boolean][]) {
    const given = { ...DATABASE, ...more }
    const answer = pools(given)
    const counts = { allowed: answer.allowed, fits: answer.fits }
    expect(counts, `pools(${JSON.stringify(given)})`).toEqual({ allowed, fits })
  }
})
