import { check, expect } from 'backend-workbook/check'
import { dependency, patient, probing, until } from '../probing.ts'

const down = () => {
  throw new Error('down')
}

check(
  'is live before the start, with everything down, and while it drains, and asks nobody',
  { read: 'health' },
  async () => {
    const db = dependency('db', down)
    await probing({ dependencies: [db] }, async ({ live, started, drain }) => {
      const answers = [await live()]
      started()
      answers.push(await live())
      drain()
      answers.push(await live())
      const expected = { status: 200, body: { status: 'live' }, cacheControl: 'no-store' }
      expect(answers, 'GET /live before started(), with db down, after drain()').toEqual([expected, expected, expected])
      expect(db.asked.length, 'checks of db that these three started').toBe(0)
    })
  },
)

check('is not ready before the start, and asks nobody', { read: 'health' }, async () => {
  const db = dependency('db')
  await probing({ dependencies: [db] }, async ({ ready, started }) => {
    expect(await ready(), 'GET /ready before started()').toEqual({
      status: 503,
      body: { status: 'starting' },
      cacheControl: 'no-store',
    })
    expect(db.asked.length, 'checks of db before started()').toBe(0)
    started()
    expect((await ready()).status, 'GET /ready after started()').toBe(200)
  })
})

check('says no as soon as it drains, for good, and asks nobody', { read: 'draining' }, async () => {
  const db = dependency('db')
  const draining = { status: 503, body: { status: 'draining' }, cacheControl: 'no-store' }
  await probing({ dependencies: [db], cacheMs: 0 }, async ({ ready, started, drain }) => {
    started()
    await ready()
    drain()
    const before = db.asked.length
    expect(await ready(), 'GET /ready after drain()').toEqual(draining)
    started()
    expect(await ready(), 'GET /ready after drain() and started()').toEqual(draining)
    expect(db.asked.length - before, 'checks of db after drain()').toBe(0)
  })
  await probing({ dependencies: [] }, async ({ ready, drain }) => {
    drain()
    expect(await ready(), 'GET /ready after drain(), without started()').toEqual(draining)
  })
})

check('says no to a probe that drain() overtakes', { read: 'draining' }, async () => {
  const db = patient('db')
  await probing({ dependencies: [db], timeoutMs: 1200 }, async ({ ready, started, drain }) => {
    started()
    const answer = ready()
    await until('GET /ready did not ask db', () => db.asked.length === 1)
    drain()
    db.answer()
    expect(await answer, 'GET /ready whose db answers after drain()').toMatchObject({
      status: 503,
      body: { status: 'draining' },
    })
  })
})
