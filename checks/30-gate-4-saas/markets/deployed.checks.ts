import { setTimeout as sleep } from 'node:timers/promises'
import { beginPost, check, expect, refuses } from 'backend-workbook/check'
import { API, ask } from '../../25-gate-3-ecommerce/shop/asking.ts'
import { withLockedTables } from '../../25-gate-3-ecommerce/shop/database.ts'
import {
  newListing,
  newMarket,
  newPerson,
  opened,
  type Person,
  tryChange,
  tryContract,
  tryRead,
  tryWindow,
} from './client.ts'
import { asking, isAlive, replaced, underWay, unlessFine } from './replacing.ts'
import { anotherDeployment, instanceOf, instances, theMarkets, until } from './service.ts'
import { watcher } from './sockets.ts'

// Windows has no signals that a process could hear.
const hasSignals = process.platform !== 'win32'

check(
  'passes requests on to two instances in turn, as they are',
  { read: 'deployed', requirement: 'deployed', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const counts: Record<string, number> = {}
    for (let time = 0; time < 20; time += 1) {
      const answer = await app.fetch('/health')
      expect(answer.status, 'GET /health').toBe(200)
      const pid = instanceOf(answer)
      counts[pid] = (counts[pid] ?? 0) + 1
    }
    const [first, second] = Object.keys(counts)
    expect(Object.keys(counts).length, 'instances that answered twenty requests, by X-Instance').toBe(2)
    expect(Math.min(...Object.values(counts)), 'answers of the instance that answered fewer').toBeGreaterThanOrEqual(5)
    expect([first, second, String(app.pid)].map(String).map(isAlive), 'whether those processes live').toEqual([
      true,
      true,
      true,
    ])
    expect(counts[String(app.pid)], 'answers of the deploy script itself').toBeUndefined()
    const { owner, market } = await opened(app)
    const title = `Rye & salt, 50 % "ä€𝄞" ${'x'.repeat(40)}`
    for (let time = 0; time < 4; time += 1) {
      const { id } = await newListing(app, owner, market.id, { title })
      const path = `/markets/${market.id}/listings?limit=1&unknown=a%20b&unknown=c`
      const page = (await ask(app, 'GET', path, owner)).body
      expect(page, 'a page of one listing').toMatchObject({ data: [{ id, title }] })
      const refused = await ask(app, 'GET', '/me', { token: 'nonsense' })
      expect([refused.status, refused.headers.get('www-authenticate')], 'what GET /me answers with nonsense').toEqual([
        401,
        expect.stringMatching(/^Bearer/i),
      ])
    }
  },
)

check(
  'answers every GET while an instance is killed, and has another one then',
  { read: 'deployed', requirement: 'deployed', points: 3, ms: 8000 },
  async () => {
    if (!hasSignals) return
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const { id } = await newListing(app, owner, market.id)
    await tryWindow(app, market.id)
    const [victim = '', other = ''] = await instances(app)
    let waiting: Promise<{ status: number }[]> = Promise.resolve([])
    await withLockedTables(async (blocked) => {
      const before = await blocked()
      waiting = Promise.all(Array.from({ length: 6 }, () => tryRead(app, owner, market.id, id)))
      waiting.catch(() => undefined)
      // Each instance has some of them: how many wait in the database at the same time is a matter of its pool.
      for (let tries = 0; tries < 100 && (await blocked()) < before + 6; tries += 1) await sleep(10)
      process.kill(Number(victim), 'SIGKILL')
    })
    const end = asking(3, (index) => (index ? tryRead(app, owner, market.id, id) : tryWindow(app, market.id)))
    let now: string[] = []
    try {
      now = await replaced(app, [victim])
    } finally {
      const endings = await end()
      expect(unlessFine(endings), `what came of GETs after an instance was killed, but 200`).toEqual([])
    }
    const statuses = (await waiting).map(({ status }) => status)
    expect(statuses, 'the statuses of six GETs that began before an instance was killed').toEqual(Array(6).fill(200))
    expect(now.includes(other), 'whether the other instance is the same').toBe(true)
    expect(isAlive(victim), 'whether the killed one lives').toBe(false)
    expect((await tryChange(app, owner, market.id, id, { cents: 3 })).status, 'PATCH …/listings/:id then').toBe(200)
  },
)

check(
  'replaces both instances at SIGHUP, one after the other, and no request fails',
  { read: 'deployed', requirement: 'deployed', points: 4, ms: 8000 },
  async () => {
    if (!hasSignals) return
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const { id } = await newListing(app, owner, market.id)
    const old = await instances(app)
    const begun = []
    const since = performance.now()
    for (let index = 0; index < 2; index += 1) {
      begun.push(
        await beginPost(app, `${API}/auth/login`, JSON.stringify({ email: owner.email, password: owner.password })),
      )
    }
    const socket = await watcher(app, owner.token)
    await app.fetch('/health')
    const end = asking(
      4,
      (index) =>
        [
          () => tryRead(app, owner, market.id, id),
          () => newMarket(app, owner).then(() => ({ status: 201 })),
          () => tryChange(app, owner, market.id, id, { cents: 5 }),
          () => tryContract(app, owner, market.id, id),
        ][index]?.() ?? Promise.reject(new Error('nothing to do')),
    )
    try {
      process.kill(app.pid, 'SIGHUP')
      await underWay(app, old, since)
      const statuses = await Promise.all(begun.map((post) => post.finish()))
      expect(statuses, 'the statuses of two POST /auth/login whose bodies end after SIGHUP').toEqual([200, 200])
      const now = await replaced(app, old)
      await until(app, 'the end of the old instances', () => !old.some(isAlive))
      expect(now.map(isAlive), 'whether the new ones live').toEqual([true, true])
    } finally {
      const endings = await end()
      expect(unlessFine(endings), 'what came of requests during a reload, but what they should').toEqual([])
      for (const post of begun) post.close()
      socket.close()
    }
    expect(isAlive(String(app.pid)), 'whether the deploy script lives').toBe(true)
  },
)

check(
  'ends all at SIGTERM, when what has begun is answered',
  { read: 'deployed', requirement: 'deployed', points: 2, ms: 8000 },
  async () => {
    if (!hasSignals) return
    const app = await theMarkets()
    const person: Person = await newPerson(app)
    const pids = await instances(app)
    const socket = await watcher(app, person.token)
    const posting = await beginPost(
      app,
      `${API}/auth/login`,
      JSON.stringify({ email: person.email, password: person.password }),
    )
    await app.fetch('/health')
    const ended = app.stop('SIGTERM')
    expect(await refuses(app), 'whether it refuses connections after SIGTERM, within a second').toBe(true)
    expect(await posting.finish(), 'the status of a POST /auth/login whose body ends after SIGTERM').toBe(200)
    expect(await ended, 'how the deploy script ends after that').toEqual({ code: 0, signal: null })
    expect(pids.map(isAlive), 'whether its instances live then').toEqual([false, false])
    socket.close()
    posting.close()
  },
)

check(
  'leaves no instance behind when the deploy script is killed',
  { read: 'deployed', requirement: 'deployed', points: 1, ms: 8000 },
  async () => {
    if (!hasSignals) return
    const app = await anotherDeployment()
    const pids = await instances(app)
    expect(pids.length, 'instances of another deployment').toBe(2)
    await app.stop('SIGKILL')
    const message = 'whether its instances live, after the deploy script was killed'
    await expect.poll(() => pids.map(isAlive), { message, timeout: 5000, interval: 50 }).toEqual([false, false])
  },
)
