import { check, expect, serviceUrl, stretched } from 'backend-workbook/check'
import { openNarrowWay } from '../narrow-way.ts'
import { outcome, pause, until } from '../redis.ts'
import { slowSource, source, withCaches } from './caches.ts'

const MS = 8000

check('loads once for a hundred callers in two processes', { read: 'stampede', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const caches = [await open(), await open()]
    const slow = slowSource<string>()
    const answers = Array.from({ length: 50 }, () => caches.map((cache) => cache.get('tea', slow.load))).flat()
    await slow.called
    await pause(150)
    expect(slow.loads, 'loads while the first of 100 is under way').toBe(1)
    slow.answer('green')
    expect(new Set(await Promise.all(answers)), 'what the 100 callers get').toEqual(new Set(['green']))
    expect(slow.loads, 'loads for 100 callers').toBe(1)
    const usual = { timeoutMs: stretched(1500) }
    const [one, other] = [await open({}, usual), await open({}, usual)]
    const longer = slowSource<string>()
    const both = [one.get('rice', longer.load), other.get('rice', longer.load)]
    await longer.called
    await pause(700)
    expect(longer.loads, 'loads for two callers, while one takes 700 ms, without lockMs').toBe(1)
    longer.answer('white')
    await Promise.all(both)
    for (const commands of [1, 2]) {
      const way = await openNarrowWay(serviceUrl('redis'))
      const narrow = await open({ url: way.url, timeoutMs: 20_000 })
      const bread = source('bread')
      const stopped = way.allow(commands)
      const late = narrow.get(`bread ${commands}`, bread.load)
      await Promise.race([stopped, late])
      const early = one.get(`bread ${commands}`, bread.load)
      await Promise.race([early, pause(200)])
      way.release()
      expect(await outcome(Promise.all([early, late])), 'two callers who miss at once').toEqual(['bread', 'bread'])
      expect(bread.loads, `loads by both, when one was held after ${commands} of its commands`).toBe(1)
      await way.drop()
    }
  }),
)

check('lets another caller load when the first never ends', { read: 'lock', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const [one, other] = [await open({ lockMs: 400 }), await open({ lockMs: 400 })]
    const stuck = slowSource<string>()
    void one.get('tea', stuck.load)
    await stuck.called
    const second = source('green')
    expect(await outcome(other.get('tea', second.load)), 'get of another process, with lockMs: 400').toBe('green')
    expect(second.loads, 'its loads').toBe(1)
  }),
)

check('keeps others from loading beside the second, when the first fails late', { read: 'lock', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const one = await open({ lockMs: 300 })
    const [two, three] = [await open({ lockMs: 20_000 }), await open({ lockMs: 20_000 })]
    const [first, second, third] = [slowSource<string>(), slowSource<string>(), source('third')]
    const late = one.get('tea', first.load)
    await first.called
    const successor = two.get('tea', second.load)
    expect(await outcome(second.called), 'a load by a second caller, with lockMs: 300').toBe(undefined)
    first.fail(new Error('too late'))
    expect(await outcome(late), 'the first caller, whose load failed').toBe('threw too late')
    const waits = three.get('tea', third.load)
    await pause(200)
    expect(third.loads, 'loads by a third caller while the second is under way').toBe(0)
    second.answer('green')
    expect(await outcome(Promise.all([successor, waits])), 'the second and the third').toEqual(['green', 'green'])
  }),
)

check('stores no error, and loads at once after one', { read: 'errors', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const [one, other] = [await open({ lockMs: 60_000 }), await open({ lockMs: 60_000 })]
    for (const cache of [one, other]) {
      const failing = one.get('tea', async () => Promise.reject(new Error('no database')))
      expect(await outcome(failing), 'get, when load rejects').toBe('threw no database')
      const next = source('green')
      expect(await outcome(cache.get('tea', next.load)), 'the next get, with lockMs: 60_000').toBe('green')
      expect(next.loads, 'loads by the next get').toBe(1)
      await cache.invalidate('tea')
    }
  }),
)

check('lets one caller reload what is no longer fresh, and answers at once', { read: 'stale', ms: MS }, () =>
  withCaches(async ({ open }) => {
    const fresh = await open({ staleMs: 600_000 })
    await fresh.get('milk', async () => 'fresh')
    const early = source('loaded')
    expect(await fresh.get('milk', early.load), 'get of a value that is fresh').toBe('fresh')
    const options = { ttlMs: 100, staleMs: 600_000 }
    const [one, other] = [await open(options), await open(options)]
    await one.get('tea', async () => 'old')
    const slow = slowSource<string>()
    const asked = await until(
      () => outcome(one.get('tea', slow.load)),
      (answer) => answer !== 'old' || slow.loads > 0,
    )
    expect(asked, 'get of a value that is no longer fresh, while a load is under way').toBe('old')
    await until(
      async () => slow.loads,
      (loads) => loads > 0,
    )
    for (const cache of [one, other, one, other]) {
      expect(await outcome(cache.get('tea', slow.load)), 'get while another caller reloads').toBe('old')
    }
    await pause(100)
    expect(slow.loads, 'loads by all of these').toBe(1)
    expect(early.loads, 'loads of the value that is fresh').toBe(0)
    slow.answer('new')
    const seen = await until(
      () => outcome(other.get('tea', async () => 'new')),
      (answer) => answer === 'new',
    )
    expect(seen, 'get in another process, when the reload has ended').toBe('new')
  }),
)
