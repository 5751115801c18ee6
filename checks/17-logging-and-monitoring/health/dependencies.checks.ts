import { check, expect } from 'backend-workbook/check'
import { dependency, patient, probing, until } from '../probing.ts'

const down = () => {
  throw new Error('connect ECONNREFUSED db.internal:5432')
}

check('is ready when every dependency is up', { read: 'health' }, async () => {
  await probing({ dependencies: [dependency('db'), dependency('mail', () => false)] }, async ({ ready, started }) => {
    started()
    expect(await ready(), 'GET /ready, db and mail up').toEqual({
      status: 200,
      body: { status: 'ready', dependencies: { db: 'up', mail: 'up' } },
      cacheControl: 'no-store',
    })
  })
  await probing({ dependencies: [] }, async ({ ready, started }) => {
    started()
    expect((await ready()).body, 'GET /ready without dependencies').toEqual({ status: 'ready', dependencies: {} })
  })
})

check('asks all dependencies at the same time', { read: 'health' }, async () => {
  const parts = [patient('db'), patient('mail'), patient('search')]
  await probing({ dependencies: parts, timeoutMs: 1200 }, async ({ ready, started }) => {
    started()
    const answer = ready()
    await until('GET /ready did not ask db, mail and search before one of them had answered', () =>
      parts.every(({ asked }) => asked.length === 1),
    )
    for (const part of parts) part.answer()
    expect((await answer).status, 'GET /ready after all have answered').toBe(200)
  })
})

check('is down when a required dependency is, and shows the state of each', { read: 'health' }, async () => {
  const parts = [dependency('db', down), dependency('mail', undefined, true), dependency('search', undefined, false)]
  for (const failing of [
    parts,
    [...parts].reverse(),
    [dependency('mail'), { name: 'db', check: down }, dependency('search', undefined, false)],
  ]) {
    await probing({ dependencies: failing }, async ({ ready, started }) => {
      started()
      const how = failing.some((part) => part.name === 'db' && !('asked' in part)) ? 'throws at once' : 'rejects'
      expect(await ready(), `GET /ready, the check of db ${how}`).toEqual({
        status: 503,
        body: { status: 'down', dependencies: { db: 'down', mail: 'up', search: 'up' } },
        cacheControl: 'no-store',
      })
    })
  }

  const three = [dependency('search', down, false), dependency('db', down), dependency('mail', down, false)]
  for (const failing of [three, [...three].reverse()]) {
    await probing({ dependencies: failing }, async ({ ready, started }) => {
      started()
      expect(await ready(), 'GET /ready, db down between two that are not required and down as well').toMatchObject({
        status: 503,
        body: { status: 'down', dependencies: { search: 'down', db: 'down', mail: 'down' } },
      })
    })
  }
})

check('is degraded, and still gets requests, when only others are not up', { read: 'health' }, async () => {
  const parts = [dependency('db'), dependency('search', down, false), patient('mail', false)]
  await probing({ dependencies: parts, timeoutMs: 20 }, async ({ ready, started }) => {
    started()
    expect(await ready(), 'GET /ready, search down and mail silent, neither required').toEqual({
      status: 200,
      body: { status: 'degraded', dependencies: { db: 'up', search: 'down', mail: 'timeout' } },
      cacheControl: 'no-store',
    })
  })
})

check(
  'waits for a silent dependency no longer than it may take, and aborts its check',
  { read: 'health' },
  async () => {
    const mail = patient('mail')
    await probing({ dependencies: [dependency('db'), mail], timeoutMs: 20 }, async ({ ready, started }) => {
      started()
      expect(await ready(), 'GET /ready, mail silent').toMatchObject({
        status: 503,
        body: { status: 'down', dependencies: { db: 'up', mail: 'timeout' } },
      })
      expect(mail.asked[0]?.aborted, 'whether the signal of the check of mail is aborted').toBe(true)
      mail.answer()
      expect((await ready()).body, 'GET /ready after mail has answered too late').toMatchObject({
        dependencies: { mail: 'timeout' },
      })
    })
    const late = patient('late')
    await probing({ dependencies: [late], timeoutMs: 20 }, async ({ ready, started }) => {
      started()
      await ready()
      late.refuse(new Error('too late to matter'))
      expect((await ready()).status, 'GET /ready after a check has failed too late').toBe(503)
    })
    const quick = dependency('db')
    await probing({ dependencies: [quick], timeoutMs: 20 }, async ({ ready, started }) => {
      started()
      await ready()
      await new Promise((resolve) => setTimeout(resolve, 40))
      expect(quick.asked[0]?.aborted, 'whether the signal of a check that answered in time is aborted later').toBe(
        false,
      )
    })
  },
)

check('gives a dependency 500 ms unless told otherwise', { read: 'health' }, async () => {
  await probing({ dependencies: [patient('mail')] }, async ({ ready, started }) => {
    started()
    const start = performance.now()
    const { body } = await ready()
    expect(body, 'GET /ready, mail silent, no timeoutMs').toMatchObject({ dependencies: { mail: 'timeout' } })
    expect(performance.now() - start, 'ms until the answer').toBeGreaterThan(480)
  })
})
