import { check, expect } from 'backend-workbook/check'
import express from 'express'
import { limitsByRisk, type Refusal, type Risk } from '../../../exercises/16-security-stack/rate-limiter.ts'
import { FORWARDED } from './limited-app.ts'
import { serving } from './serving.ts'
import { clockAt, EPOCH } from './traffic.ts'

/** Routes with their limits. Each request comes from the user, the email and the address that its headers and body name. */
function market() {
  const clock = clockAt(EPOCH)
  const refusals: Refusal[] = []
  const limits = limitsByRisk({ now: clock.now, log: (refusal) => refusals.push(refusal) })
  const app = express()
  app.set('trust proxy', 1)
  app.use(express.json())
  app.use((request, response, next) => {
    response.locals['user'] = { id: request.get('x-user') }
    next()
  })
  for (const [risk, handlers] of Object.entries(limits)) {
    app.post(`/${risk}`, ...handlers, (_request, response) => void response.json({}))
  }
  return { app, clock, refusals }
}

check('limits logins by account and by address', { read: 'limits-by-risk', ms: 2800 }, () => {
  const { app, clock, refusals } = market()
  return serving(app, async (ask) => {
    const login = async (email: string, address: string) =>
      (await ask('/login', { method: 'POST', json: { email }, headers: { [FORWARDED]: address } })).status
    const one = []
    for (let turn = 1; turn <= 6; turn += 1) one.push(await login('ann@mill.example', `192.0.2.${turn}`))
    expect(one, 'six logins for one email from six addresses').toEqual([200, 200, 200, 200, 200, 429])
    const many = []
    for (let turn = 1; turn <= 51; turn += 1) many.push(await login(`person-${turn}@mill.example`, '198.51.100.7'))
    expect(many, 'logins for 51 emails from one address').toEqual([...Array(50).fill(200), 429])
    expect(
      refusals.map(({ limit }) => limit),
      'the limits that were logged',
    ).toEqual(['login', 'login'])
    clock.time = EPOCH + 15 * 60_000 - 1
    expect(await login('person-61@mill.example', '198.51.100.7'), 'that address, a millisecond before 15 minutes').toBe(
      429,
    )
    expect(await login('ann@mill.example', '192.0.2.99'), 'that email, a millisecond before 15 minutes are over').toBe(
      429,
    )
    clock.time += 1
    expect(await login('ann@mill.example', '192.0.2.99'), 'that email after 15 minutes').toBe(200)
    expect(await login('person-60@mill.example', '198.51.100.7'), 'that address after 15 minutes').toBe(200)
  })
})

check('limits each other route by what it risks', { read: 'limits-by-risk', ms: 2800 }, async () => {
  const table: [risk: Risk, limit: number, waitMs: number, then: number, by: 'account' | 'address' | 'user'][] = [
    ['otp', 3, 10 * 60_000, 3, 'account'],
    ['search', 20, 200, 1, 'address'],
    ['upload', 10, 60 * 60_000, 10, 'user'],
    ['payment', 10, 60_000, 10, 'user'],
    ['inference', 5, 8000, 1, 'user'],
  ]
  const { app, clock, refusals } = market()
  await serving(app, async (ask) => {
    for (const [risk, limit, waitMs, then, by] of table) {
      const person = (name: string, turn: number) => ({
        user: by === 'user' ? name : `user-${turn}`,
        account: by === 'account' ? `${name}@mill.example` : `person-${turn}@mill.example`,
        address: by === 'address' ? `192.0.2.${name.length}` : `198.51.100.${turn}`,
      })
      const go = async (name: string, turn: number) => {
        const { user, account, address } = person(name, turn)
        const headers = { 'x-user': user, [FORWARDED]: address }
        return (await ask(`/${risk}`, { method: 'POST', json: { email: account }, headers })).status
      }
      const burst = async (count: number) => {
        const seen = []
        for (let turn = 1; turn <= count; turn += 1) seen.push(await go('ann', turn))
        return seen
      }
      const start = clock.time
      expect(await burst(limit + 1), `${limit + 1} requests at once to /${risk} by one ${by}`).toEqual([
        ...Array(limit).fill(200),
        429,
      ])
      expect(refusals.at(-1)?.limit, `the limit that is logged for /${risk}`).toBe(risk)
      expect(await go('somebody', 1), `/${risk} by another ${by}`).toBe(200)
      clock.time = start + waitMs - 1
      expect(await go('ann', 1), `/${risk} by the first ${by}, ${waitMs - 1} ms later`).toBe(429)
      clock.time = start + waitMs
      expect(await burst(then + 1), `${then + 1} requests to /${risk} by the first ${by}, ${waitMs} ms later`).toEqual([
        ...Array(then).fill(200),
        429,
      ])
    }
  })
})
