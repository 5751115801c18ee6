import { type App, check, expect, startApp, stretched } from 'backend-workbook/check'
import { ask, failed, failure, PASSWORD, person, register } from './market.ts'

const guess = (email: string, password: string, headers: Record<string, string> = {}) =>
  ask('/login', { json: { email, password }, headers })

check('stops those who guess passwords', { read: 'limits-by-risk', ms: 2800 }, async () => {
  const ann = await register()
  const atOnce = await Promise.all(Array.from({ length: 12 }, (_, index) => guess(ann.email, `guess ${index}`)))
  const statuses = atOnce.map(({ status }) => status).sort()
  expect(statuses, 'statuses of twelve wrong passwords for one email, all at once').toEqual([
    ...Array(5).fill(401),
    ...Array(7).fill(429),
  ])
  for (const [how, answer] of Object.entries({
    'the right password': await guess(ann.email, PASSWORD),
    'the right password and a new X-Forwarded-For': await guess(ann.email, PASSWORD, {
      'x-forwarded-for': '192.0.2.7',
    }),
    'the email in capitals': await guess(ann.email.toUpperCase(), PASSWORD),
  })) {
    expect(failure(answer), `POST /login after five wrong passwords, with ${how}`).toEqual(failed(429, 'too_many'))
  }
  const nobody = 'nobody@mill.example'
  const unknown = []
  for (let turn = 0; turn < 6; turn += 1) unknown.push((await guess(nobody, 'guess')).status)
  expect(unknown, 'statuses of six passwords for an email without an account').toEqual([401, 401, 401, 401, 401, 429])

  const bob = await person()
  for (const round of ['first', 'second']) {
    for (let turn = 0; turn < 4; turn += 1) {
      expect(failure(await guess(bob.email, 'guess')), `a wrong password of the ${round} four`).toEqual(
        failed(401, 'unauthorized'),
      )
    }
    const right = await guess(bob.email, PASSWORD)
    expect(right.status, `the right password after the ${round} four wrong ones`).toBe(200)
  }
})

check('says when the next login may come, and means it', { read: 'retry-after', ms: 2800 }, async () => {
  const [ann, bob] = [await register(), await register()]
  const wrong = async ({ email }: { email: string }, times: number, app?: App) => {
    const json = { email, password: 'guess' }
    const answers = await Promise.all(Array.from({ length: times }, () => ask('/login', { json }, app)))
    return answers.map(({ status }) => status).sort()
  }
  await wrong(ann, 4)
  const counted = Date.now()

  // Six logins must fit into it, on a busy machine too.
  const windowMs = stretched(800)
  const app = await startApp({ env: { LOGIN_WINDOW_MS: String(windowMs) } })
  expect(await wrong(bob, 5, app), 'five wrong passwords at once with LOGIN_WINDOW_MS=800 or more').toEqual(
    Array(5).fill(401),
  )
  await new Promise((resolve) => setTimeout(resolve, windowMs + 50))
  expect(await wrong(bob, 6, app), 'six more at once, when that time is over').toEqual([...Array(5).fill(401), 429])

  await new Promise((resolve) => setTimeout(resolve, Math.max(0, counted + 1050 - Date.now())))
  await wrong(ann, 1)
  const { status, headers } = await guess(ann.email, PASSWORD)
  expect(status, 'POST /login after five wrong passwords').toBe(429)
  const retryAfter = headers.get('retry-after') ?? 'none'
  const given = 'Retry-After of that answer, where the first four are more than a second older than the fifth'
  expect(retryAfter, given).toMatch(/^\d+$/)
  expect(Number(retryAfter), given).toBeGreaterThan(840)
  expect(Number(retryAfter), given).toBeLessThanOrEqual(899)
})

check('reads bodies up to their limit, and not a byte more', { read: 'owasp', ms: 2800 }, async () => {
  const ann = await person()
  const order = (bytes: number) => JSON.stringify({ note: 'x'.repeat(bytes - JSON.stringify({ note: '' }).length) })
  expect((await ask('/orders', { as: ann, json: order(16_384) })).status, 'POST /orders with 16,384 bytes').toBe(201)
  for (const bytes of [16_385, 100_000]) {
    const answer = await ask('/orders', { as: ann, json: order(bytes) })
    expect(failure(answer), `POST /orders with ${bytes} bytes`).toEqual(failed(413, 'too_large'))
  }
  const form = { iban: 'x'.repeat(16_384) }
  const payout = await ask('/account/payout', { as: ann, form })
  expect(failure(payout), 'POST /account/payout with a form of 16,389 bytes').toEqual(failed(413, 'too_large'))

  const csv = 'x'.repeat(262_144)
  const fits = await ask('/imports', { as: ann, csv })
  expect([fits.status, fits.body], 'POST /imports with 262,144 bytes').toEqual([200, { data: { bytes: 262_144 } }])
  const large = await ask('/imports', { as: ann, csv: `${csv}x` })
  expect(failure(large), 'POST /imports with 262,145 bytes').toEqual(failed(413, 'too_large'))
})
