import { check, expect } from 'backend-workbook/check'
import { ask } from '../../25-gate-3-ecommerce/shop/asking.ts'
import { changesAtBoth, untilAllHear, watching } from './changes.ts'
import { joined, newListing, opened, tryContract, tryDelete, tryRemove } from './client.ts'
import { instances, theMarkets, until } from './service.ts'
import { heardBy, refused, type Watcher, watcher } from './sockets.ts'

const NOT_FOUND = { ok: false, code: 'not_found' }

check(
  'tells every change once, to all who watch, through whichever instance it was made',
  { read: 'realtime', requirement: 'realtime', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const member = await joined(app, owner, market.id, 'member')
    const watchers = [...(await watching(app, owner, market.id)), ...(await watching(app, member, market.id, 2))]
    try {
      // Once more is no second subscription.
      expect(await watchers[0]?.watch(market.id), 'watch once more').toMatchObject({ ok: true })
      const made = await newListing(app, owner, market.id)
      const gone = await newListing(app, owner, market.id, { cents: 5 })
      const changes = await changesAtBoth(app, owner, market.id, made, 100)
      const cents = 99 + changes.length
      expect((await tryContract(app, owner, market.id, made.id)).status, 'PUT …/contract').toBe(200)
      await tryDelete(app, owner, market.id, gone.id)
      const expected = [
        ...[`created ${made.id} 999`, `created ${gone.id} 5`, ...changes, `changed ${made.id} ${cents}`],
        `deleted ${gone.id} 5`,
      ].sort()
      const all = await heardBy(app, watchers, expected.length, 'of two listings that came, changed and went')
      for (const heard of all) expect(heard, 'what a client has heard').toEqual(expected)
      const shown = watchers.flatMap(({ heard }) => heard)
      expect([...new Set(shown.map((news) => news.market))], 'the market of the events').toEqual([market.id])
      const contracts = shown.filter(({ listing }) => listing.contract === true).map(({ type }) => type)
      expect(contracts.length, 'events of a listing that has a contract').toBe(watchers.length)
      expect(shown[0]?.listing, 'the listing of an event').toMatchObject({ title: made.title, contract: false })
    } finally {
      for (const each of watchers) each.close()
    }
  },
)

check(
  'lets nobody in without a token, and nobody watch a market of others',
  { read: 'realtime', requirement: 'realtime', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const [{ owner, market }, other] = [await opened(app), await opened(app)]
    for (const token of [undefined, 'nonsense', `${owner.token}x`, 7]) {
      const given = `a connection with ${token === undefined ? 'no token' : 'a token that does not count'}`
      expect(await refused(app, token), given).not.toBe('')
    }
    const [stranger] = [await watcher(app, other.owner.token)]
    const [own] = await watching(app, owner, market.id, 1)
    try {
      for (const id of [market.id, 'x', '', "x'--", null, { market: market.id }]) {
        const answer = await stranger.watch(id as string)
        expect(
          answer,
          `the answer to watch with ${id === market.id ? "another's market" : JSON.stringify(id)}`,
        ).toMatchObject(NOT_FOUND)
      }
      stranger.socket.emit('watch', market.id)
      expect(await stranger.watch(other.market.id), 'watch with the own market').toMatchObject({ ok: true })
      const made = await newListing(app, owner, market.id)
      const changes = await changesAtBoth(app, owner, market.id, made, 10)
      const here = await newListing(app, other.owner, other.market.id)
      const later = await changesAtBoth(app, other.owner, other.market.id, here, 30)
      await heardBy(app, [own as Watcher], 1 + changes.length, 'in their own market')
      const [heard] = await heardBy(app, [stranger], 1 + later.length, 'in the other market')
      expect(heard, 'what a client has heard that may not watch the market').toEqual(
        [`created ${here.id} 999`, ...later].sort(),
      )
    } finally {
      stranger.close()
      own?.close()
    }
  },
)

check(
  'falls silent for somebody who is removed, at both instances',
  { read: 'realtime', requirement: 'realtime', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const listing = await newListing(app, owner, market.id)
    const person = await joined(app, owner, market.id, 'admin')
    const [stays, leaves] = [await watching(app, owner, market.id), await watching(app, person, market.id)]
    try {
      const before = await changesAtBoth(app, person, market.id, listing, 100)
      await heardBy(app, [...stays, ...leaves], before.length, 'before the removal')
      expect((await tryRemove(app, owner, market.id, person.id)).status, 'DELETE …/members/:accountId').toBe(204)
      const after = await changesAtBoth(app, owner, market.id, listing, 200)
      await heardBy(app, stays, before.length + after.length, 'in all')
      for (const each of leaves) {
        // What was sent before this answer has arrived before it.
        expect(await each.watch(market.id), 'the answer to watch, for somebody who was removed').toMatchObject(
          NOT_FOUND,
        )
        const heard = each.heard.map(({ listing: { cents } }) => cents).filter((cents) => cents >= 200)
        expect(heard, 'prices that somebody heard of after they were removed').toEqual([])
      }
    } finally {
      for (const each of [...stays, ...leaves]) each.close()
    }
  },
)

check(
  'has its clients back when an instance has died',
  { read: 'realtime', requirement: 'realtime', points: 2, ms: 8000 },
  async () => {
    // Windows has no signals.
    if (process.platform === 'win32') return
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const listing = await newListing(app, owner, market.id)
    const watchers = await watching(app, owner, market.id)
    let returned = 0
    for (const { socket, watch } of watchers) {
      socket.on('connect', () => void watch(market.id).then(({ ok }) => (returned += ok === true ? 1 : 0)))
    }
    try {
      const [victim = '', other = ''] = await instances(app)
      expect([Number(victim) > 0, Number(other) > 0], 'X-Instance of two instances is a process id').toEqual([
        true,
        true,
      ])
      process.kill(Number(victim), 'SIGKILL')
      await until(app, 'two instances and all clients, after one instance was killed', async () => {
        const now = await instances(app)
        const isBack = watchers.every(({ socket }) => socket.connected) && returned > 0
        return isBack && now.length === 2 && !now.includes(victim)
      })
      const { status } = await ask(app, 'GET', '/me', owner)
      expect(status, 'GET /me').toBe(200)
      for (const each of watchers) await each.watch(market.id)
      const before = watchers.map(({ heard }) => heard.length)
      expect(before, 'events while nothing has changed').toEqual(watchers.map(() => 0))
      await untilAllHear(app, owner, market.id, listing, watchers)
      for (const { heard } of watchers) heard.length = 0
      const changes = await changesAtBoth(app, owner, market.id, listing, 300)
      const all = await heardBy(app, watchers, changes.length, 'after they came back')
      for (const heard of all) expect(heard, 'what a client has heard').toEqual([...changes].sort())
    } finally {
      for (const each of watchers) each.close()
    }
  },
)
