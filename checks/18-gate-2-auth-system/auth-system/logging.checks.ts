import { type App, check, expect, stretched } from 'backend-workbook/check'
import {
  ACCOUNTS,
  AUTH,
  adminToken,
  ask,
  atOnce,
  logIn,
  ME,
  newEmail,
  newPassword,
  newPerson,
  ORDERS,
  refreshed,
  signedIn,
} from './client.ts'
import { everything, hashesIn } from './database.ts'
import { browserOf, loggedIn, person as providerPerson, travel } from './journey.ts'
import { eventsOf, type Line, linesOf } from './logs.ts'
import { tokenFor, tryReset } from './mails.ts'
import { secondService, settings } from './service.ts'
import { linesWith, traced } from './tracing.ts'

check(
  'writes a line for every request, and an id that nobody can forge',
  { read: 'logs', requirement: 'logging', points: 2, ms: 2800 },
  async () => {
    const app = await secondService()
    const { access: token } = await signedIn(app)
    for (const [method, path, asking, status] of [
      ['GET', `${ME}?token=secret-in-the-query`, { token }, 200],
      ['GET', ME, {}, 401],
      ['GET', '/no/such/route', {}, 404],
      ['POST', `${AUTH}/login`, { body: '{' }, 400],
    ] as const) {
      const { id, answer, ms, lines } = await traced(app, method, path, asking)
      expect(answer.headers.get('x-request-id'), `X-Request-Id of ${method} ${path} with one`).toBe(id)
      const requests = lines.filter(({ message }) => message === 'request')
      const wanted = { method, path: path.split('?')[0], status, durationMs: expect.any(Number) }
      expect(requests, `the lines "request" of ${method} ${path}`).toEqual([expect.objectContaining(wanted)])
      const longest = 2 * ms + stretched(500)
      const given = `durationMs of a request that was answered after ${Math.ceil(ms)} ms`
      expect(Number(requests[0]?.['durationMs']), given).toBeLessThanOrEqual(longest)
    }
    for (const { time, level, message } of linesOf(app.output('stdout'))) {
      expect(time, 'time of a line').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/)
      expect(level, 'level of a line').toMatch(/^[a-z]+$/i)
      expect(message, 'message of a line').toMatch(/\S/)
    }
    const forged = ['short', 'x'.repeat(65), 'with spaces in it', 'a"},{"level":"fatal', 'line%0Abreak-1', 'ünïcode-id']
    const ids = new Set<string>()
    for (const wrong of [undefined, undefined, ...forged]) {
      const headers = wrong === undefined ? {} : { 'x-request-id': Buffer.from(wrong).toString('latin1') }
      const answer = await ask(app, 'GET', ME, { token, headers })
      const id = answer.headers.get('x-request-id') ?? ''
      const given = `X-Request-Id of GET ${ME} ${wrong === undefined ? 'without one' : `with ${wrong.slice(0, 20)}`}`
      expect(id, given).toMatch(/^[\w-]{8,64}$/)
      const found = await linesWith(app, 1, (lines) => eventsOf(lines, id, 'request'))
      expect(found, `the lines "request" with the id of that answer`).toHaveLength(1)
      ids.add(id)
    }
    expect(ids.size, `different ids of ${forged.length + 2} requests without a good one`).toBe(forged.length + 2)
    const many = await atOnce(20, () =>
      traced(app, 'POST', `${AUTH}/login`, { body: { email: newEmail(), password: 'x' } }),
    )
    // On a busy machine the database may take longer than a request may wait for it: that is a 503, and no failed login.
    const failed = many.filter(({ answer }) => answer.status !== 503)
    expect(failed.length, 'of 20 failed logins at once, those that are no 503').toBeGreaterThan(1)
    const mixed = failed.filter(({ lines }) => lines.filter(({ message }) => message === 'login.failed').length !== 1)
    expect(mixed.length, 'of 20 failed logins at once, those without exactly one "login.failed" of their id').toBe(0)
  },
)

check(
  'tells what happened to accounts, each event with the request that it belongs to',
  { read: 'logs', requirement: 'logging', points: 2, ms: 2800 },
  async () => {
    const app = await secondService()
    const registration = { email: newEmail(), password: newPassword(), name: 'Ada' }
    const registered = await traced(app, 'POST', `${AUTH}/register`, { body: registration })
    const accountId = (registered.answer.body as { data?: { id?: string } })?.data?.id
    await expectEvent(registered, 'account.registered', { accountId })
    const { name: _name, ...credentials } = registration
    const login = (body: object) => traced(app, 'POST', `${AUTH}/login`, { body })
    await expectEvent(await login(credentials), 'login.ok', { accountId })
    await expectEvent(await login({ ...credentials, password: newPassword() }), 'login.failed', { accountId })
    const stranger = { email: newEmail(), password: newPassword() }
    await expectEvent(await login(stranger), 'login.failed', {})
    for (let tries = 2; tries <= 5; tries += 1) await login(stranger)
    await expectEvent(await login(stranger), 'limit.reached', { limit: 'login-email' })

    const { access, refresh } = await logIn(app, credentials)
    await refreshed(app, (await refreshed(app, refresh)).refresh)
    await expectEvent(await traced(app, 'POST', `${AUTH}/refresh`, { refresh }), 'refresh.reused', { accountId })
    const denied = await traced(app, 'GET', ACCOUNTS, { token: access })
    await expectEvent(denied, 'access.denied', { accountId })
    const origin = 'https://evil.example'
    await expectEvent(await traced(app, 'POST', `${AUTH}/refresh`, { headers: { origin } }), 'origin.refused', {
      origin,
    })
    const again = await logIn(app, credentials)
    await expectEvent(await traced(app, 'POST', `${AUTH}/logout`, again), 'logout', { accountId })
    expectNoAlarm(await traced(app, 'POST', `${AUTH}/logout`), 'a logout without a session')
    expectNoAlarm(await traced(app, 'POST', `${AUTH}/refresh`, again), 'a refresh after a logout')
    const everywhere = await traced(app, 'POST', `${AUTH}/logout-everywhere`, { token: access })
    await expectEvent(everywhere, 'logout.everywhere', { accountId })
    const body = { password: registration.password, newPassword: newPassword() }
    const changed = await traced(app, 'POST', `${AUTH}/password`, { token: access, body })
    await expectEvent(changed, 'password.changed', { accountId })
    const token = await tokenFor(app, credentials)
    const reset = await traced(app, 'POST', `${AUTH}/reset`, { body: { token, password: newPassword() } })
    await expectEvent(reset, 'password.reset', { accountId })
    const suspended = { suspended: true }
    const byAdmin = { token: await adminToken(app), body: suspended }
    const made = await traced(app, 'PATCH', `${ACCOUNTS}/${accountId}`, byAdmin)
    await expectEvent(made, 'account.changed', { accountId, by: expect.stringMatching(/\S/) })
    const { login: name } = await providerPerson()
    const { id } = await loggedIn(app, name)
    const told = linesOf(app.output('stdout')).filter((line) => line['accountId'] === id)
    const messages = told.map(({ message }) => message)
    const wanted = expect.arrayContaining(['account.registered', 'login.ok'])
    expect(messages, 'what the log says of an account that came by way of the provider').toEqual(wanted)
  },
)

async function expectEvent({ app, id }: { app: App; id: string }, message: string, fields: object): Promise<void> {
  const found = await linesWith(app, 1, (lines) => eventsOf(lines, id, message))
  const others = linesOf(app.output('stdout')).filter((line) => line.requestId === id && line.message !== message)
  const shown = others.map((line) => String(line.message)).join(', ')
  expect(found.length, `lines "${message}" of a request that should write one; its other lines: ${shown}`).toBe(1)
  expect(found[0], `the line "${message}"`).toMatchObject({ security: true, ...fields })
}

/** What ends no session is no event. */
function expectNoAlarm({ lines }: { lines: Line[] }, given: string): void {
  const alarms = lines.map(({ message }) => message).filter((text) => text === 'logout' || text === 'refresh.reused')
  expect(alarms, `the lines "logout" and "refresh.reused" of ${given}`).toEqual([])
}

check('writes no secret, whatever happens', { read: 'logs', requirement: 'logging', points: 2, ms: 2800 }, async () => {
  const app = await secondService()
  const secrets = new Map<string, string>()
  const person = await newPerson(app)
  const typo = newPassword()
  secrets.set('a password', person.password).set('a wrong password', typo)
  // Short, so that a parser quotes all of it.
  secrets.set('a password in a body that is no JSON', 'Rye-4711')
  await ask(app, 'POST', `${AUTH}/login`, { body: '{"password":Rye-4711}' })
  await ask(app, 'POST', `${AUTH}/login`, { body: { email: person.email, password: typo } })
  await ask(app, 'POST', `${AUTH}/login`, { body: `{"email":"${person.email}","password":"${person.password}` })
  await ask(app, 'POST', `${AUTH}/login?password=${encodeURIComponent(typo)}`, { body: { password: typo } })
  await ask(app, 'POST', `${AUTH}/register`, { body: { ...person, name: 'A\u0000da' } })
  const tokens = await logIn(app, person)
  const next = await refreshed(app, tokens.refresh)
  for (const [index, each] of [tokens, next].entries()) {
    secrets.set(`access token ${index + 1}`, each.access).set(`refresh token ${index + 1}`, each.refresh)
  }
  await ask(app, 'GET', `${ORDERS}?token=${next.access}&search=%00`, { token: next.access })
  await ask(app, 'GET', ME, { headers: { authorization: `Basic ${next.access}` } })
  const reset = await tokenFor(app, person)
  secrets.set('a reset token', reset)
  const newWord = newPassword()
  secrets.set('a new password', newWord)
  await tryReset(app, reset, 'too short')
  await tryReset(app, reset, newWord)
  await tryReset(app, reset, newWord)

  const { login } = await providerPerson()
  const browser = browserOf(app)
  const { url } = await travel(browser, { login }, { stop: true })
  secrets.set('the code of the provider', url.searchParams.get('code') ?? '')
  await browser.open(url)
  await browser.open(url)
  const mallory = browserOf(app)
  const wrong = (await travel(mallory, { login }, { stop: true })).url
  secrets.set('a code that the provider refuses', 'made-up-by-somebody')
  wrong.searchParams.set('code', 'made-up-by-somebody')
  await mallory.open(wrong)
  const { OAUTH_CLIENT_SECRET, ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET, PASSWORD_PEPPER, ADMIN_PASSWORD } =
    await settings()
  for (const [name, value = ''] of Object.entries({
    ...{ OAUTH_CLIENT_SECRET, ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET, PASSWORD_PEPPER, ADMIN_PASSWORD },
  })) {
    secrets.set(name, value)
  }
  for (const hash of hashesIn(await everything()).keys()) secrets.set(`the hash ${hash.slice(0, 12)}…`, hash)
  await traced(app, 'GET', ME, { token: next.access })
  const output = app.output()
  const found = [...secrets].filter(([, secret]) => secret !== '' && output.includes(secret)).map(([name]) => name)
  expect(found, 'secrets on stdout and stderr').toEqual([])
  expect(linesOf(app.output('stdout')).length, 'lines of the log').toBeGreaterThan(12)
})
