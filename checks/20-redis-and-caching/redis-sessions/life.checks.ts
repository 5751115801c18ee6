import { check, expect } from 'backend-workbook/check'
import { lifetimes } from '../redis.ts'
import { IDLE, MAX, withSessions } from './sessions.ts'

const MS = 6000
/** What may have passed on a busy machine. */
const SLACK = 20_000

check('begins an anonymous session that any process can read', { read: 'sessions', ms: MS }, () =>
  withSessions(async ({ sessions, open }) => {
    const other = await open()
    const data = { cart: ['tea', 'milk'], count: 0, note: '', none: null, isNew: false }
    const id = await sessions.create(data)
    expect(await sessions.read(id), 'read, with the id of create').toEqual({ userId: null, data })
    expect(await other.read(id), 'read in another process').toEqual({ userId: null, data })
    const empty = await sessions.create()
    expect(await sessions.read(empty), 'a session that was created without data').toEqual({ userId: null, data: {} })
    expect(await sessions.read(id), 'the first session, after a second was created').toEqual({ userId: null, data })
  }),
)

check('gives out ids that nobody can guess', { read: 'sessions', ms: MS }, () =>
  withSessions(async ({ sessions, admin }) => {
    const ids: string[] = []
    for (let n = 0; n < 40; n += 1) {
      const id = await sessions.create()
      ids.push(id, await sessions.login(id, 'ada'))
    }
    for (const id of ids) expect(id, 'an id').toMatch(/^[A-Za-z0-9_-]{22,}$/)
    expect(new Set(ids).size, 'different ids among 40 sessions and their 40 logins').toBe(80)
    const last = ids.at(-1) ?? ''
    expect(await admin.exists(`session:${last}`), 'whether Redis has session:<id>').toBe(1)
    // Counted up, or of the time: alike at the beginning or at the end.
    for (const [part, cut] of [
      ['first', (id: string) => id.slice(0, 8)],
      ['last', (id: string) => id.slice(-8)],
    ] as const) {
      expect(new Set(ids.map(cut)).size, `different texts among the ${part} 8 characters of 80 ids`).toBe(80)
    }
  }),
)

check('takes no id that it has not given out', { read: 'login', ms: MS }, () =>
  withSessions(async ({ sessions, admin }) => {
    const own = await sessions.login(await sessions.create({ cart: ['tea'] }), 'ada')
    const names = (await admin.keys('*')).map((key) => key.replace(/^session:/, ''))
    const made = ['', '*', 'ada', 'A'.repeat(32), '../ada', ...names.filter((name) => name !== own)]
    for (const id of made) {
      expect(await sessions.read(id), `read('${id}'), which was never given out`).toBe(null)
      const next = await sessions.login(id, 'bob')
      expect(next, `the id that login('${id}', 'bob') gives`).not.toBe(id)
      expect(await sessions.read(next), `the session of login('${id}', 'bob')`).toEqual({ userId: 'bob', data: {} })
      expect(await sessions.read(id), `read('${id}') after that login`).toBe(null)
    }
    expect(await sessions.read(own), 'the session of ada, after all of these').toMatchObject({ userId: 'ada' })
  }),
)

check('begins a new session at login, and ends the old one', { read: 'login', ms: MS }, () =>
  withSessions(async ({ sessions }) => {
    const data = { cart: ['tea'] }
    const anonymous = await sessions.create(data)
    const first = await sessions.login(anonymous, 'ada')
    expect(first, 'the id after login').not.toBe(anonymous)
    expect(await sessions.read(first), 'the session after login').toEqual({ userId: 'ada', data })
    expect(await sessions.read(anonymous), 'read, with the id from before login').toBe(null)
    const second = await sessions.login(first, 'ada')
    expect(await sessions.read(second), 'the session after a second login of ada').toEqual({ userId: 'ada', data })
    expect(await sessions.read(first), 'read, with the id from before the second login').toBe(null)
    const third = await sessions.login(second, 'bob')
    expect(await sessions.read(third), 'the session after a login of bob in that of ada').toEqual({
      userId: 'bob',
      data: {},
    })
    expect(await sessions.read(second), 'read, with the id from before the login of bob').toBe(null)
  }),
)

check('lets a session live on for idleMs whenever it is read', { read: 'session-life', ms: MS }, () =>
  withSessions(async ({ sessions, admin }) => {
    const anonymous = await sessions.create()
    const ids = [anonymous, await sessions.login(await sessions.create(), 'ada')]
    for (const [n, id] of ids.entries()) {
      const name = n === 0 ? 'an anonymous session' : 'a session after login'
      const fresh = await admin.pttl(`session:${id}`)
      expect(fresh, `PTTL of ${name}, with idleMs: 60,000`).toBeLessThanOrEqual(IDLE)
      expect(fresh, `PTTL of ${name}, with idleMs: 60,000`).toBeGreaterThan(IDLE - SLACK)
      await admin.pexpire(`session:${id}`, 30_000)
      await sessions.read(id)
      const later = await admin.pttl(`session:${id}`)
      expect(later, `PTTL of ${name} that had 30,000 left and was read`).toBeLessThanOrEqual(IDLE)
      expect(later, `PTTL of ${name} that had 30,000 left and was read`).toBeGreaterThan(IDLE - SLACK)
    }
  }),
)

check('ends a session maxMs after it began, however often it is read', { read: 'session-life', ms: MS }, () =>
  withSessions(async ({ open, admin }) => {
    let time = 5_000_000
    const sessions = await open({ now: () => time })
    const id = await sessions.create()
    time += MAX - 40_000
    expect(await sessions.read(id), 'read 40 s before maxMs').not.toBe(null)
    const left = await admin.pttl(`session:${id}`)
    expect(left, 'its PTTL then, with idleMs: 60,000').toBeLessThanOrEqual(40_000)
    expect(left, 'its PTTL then, with idleMs: 60,000').toBeGreaterThan(40_000 - SLACK)
    const next = await sessions.login(id, 'ada')
    expect(await admin.pttl(`session:${next}`), 'PTTL of the session of a login then').toBeGreaterThan(IDLE - SLACK)
    const other = await sessions.create()
    time += MAX - 1
    expect(await sessions.read(other), 'read 1 ms before maxMs').not.toBe(null)
    expect(await sessions.read(next), 'read of the session of a login, 1 ms before its own maxMs').not.toBe(null)
    time += 1
    for (const [name, each] of [
      ['an anonymous session', other],
      ['a session after login', next],
    ] as const) {
      expect(await sessions.read(each), `read of ${name}, maxMs after it began`).toBe(null)
    }
    const short = await open({ idleMs: 60_000, maxMs: 30_000, now: () => time })
    const brief = await short.create()
    expect(await admin.pttl(`session:${brief}`), 'PTTL with idleMs: 60,000 and maxMs: 30,000').toBeLessThanOrEqual(
      30_000,
    )
    for (const [key, ms] of Object.entries(await lifetimes(admin))) expect(ms, `PTTL of ${key}`).toBeGreaterThan(0)
  }),
)
