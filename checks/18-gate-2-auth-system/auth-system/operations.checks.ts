import { type App, check, expect, timeLimit } from 'backend-workbook/check'
import { databaseDetour } from './away.ts'
import {
  AUTH,
  ask,
  logIn,
  ME,
  newAddress,
  newEmail,
  newPassword,
  newPerson,
  ORDERS,
  refusal,
  signedIn,
  tryLogIn,
} from './client.ts'
import { linesOf } from './logs.ts'
import { FORGOT } from './mails.ts'
import { seriesIn } from './prometheus.ts'
import { anotherService } from './service.ts'

check(
  'counts requests by their routes, and logins by what came of them',
  { read: 'operations', requirement: 'operations', points: 1, ms: 2800 },
  async () => {
    const app = await anotherService()
    const person = await signedIn(app)
    for (const id of ['1', '2', '3']) await ask(app, 'GET', `${ORDERS}/${id}`, { token: person.access })
    for (const path of ['/wp-login.php', '/api/v1/nothing', '/.env']) await ask(app, 'GET', path)
    const email = newEmail()
    for (let tries = 1; tries <= 7; tries += 1) await tryLogIn(app, { email, password: newPassword() })
    await ask(app, 'POST', `${AUTH}/login`, { body: {} })
    const series = await metricsWith(app, 'http_request_duration_seconds_count', 8)
    const count = (labels: Record<string, string>) =>
      series('http_request_duration_seconds_count', labels).reduce((sum, { value }) => sum + value, 0)
    const route = `${ORDERS}/:id`
    expect(count({ method: 'GET', route, status: '404' }), `requests for ${route} that were 404`).toBe(3)
    expect(count({ route: 'none' }), 'requests that no route took').toBe(3)
    expect(count({ route: `${AUTH}/login`, status: '429' }), `requests for ${AUTH}/login that were 429`).toBe(2)
    const buckets = series('http_request_duration_seconds_bucket', { route, status: '404', le: '+Inf' })
    expect(
      buckets.map(({ value }) => value),
      'the bucket +Inf of that first one',
    ).toEqual([3])
    const logins = ['ok', 'failed', 'limited'].map((result) => series('auth_logins_total', { result })[0]?.value)
    expect(logins, 'auth_logins_total with the result ok, failed and limited').toEqual([1, 5, 2])
  },
)

/** Finds series, in a text in which the counts of this metric have come to `least`: they come when an answer is out. */
async function metricsWith(app: App, name: string, least: number) {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(app, 'GET', '/metrics')
    expect(answer.status, 'GET /metrics').toBe(200)
    const series = seriesIn(answer.text)
    const sum = series.filter((each) => each.name === name).reduce((total, { value }) => total + value, 0)
    if (sum >= least || tries === 20) {
      return (wanted: string, labels: Record<string, string>) =>
        series.filter(
          (each) => each.name === wanted && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
        )
    }
  }
}

check(
  'goes on when the mail server is away',
  { read: 'reset', requirement: 'operations', points: 1, ms: 2800 },
  async () => {
    // Nothing listens at the port of a process that has ended.
    const app = await anotherService({ SMTP_URL: 'smtp://127.0.0.1:9' })
    const person = await newPerson(app)
    const id = `mail-${newAddress().replaceAll('.', '-')}`
    const headers = { 'x-request-id': id }
    const known = await ask(app, 'POST', FORGOT, { body: { email: person.email }, headers })
    const unknown = await ask(app, 'POST', FORGOT, { body: { email: newEmail() } })
    expect([known.status, known.text], `POST ${FORGOT}, while the mail server is away`).toEqual([202, unknown.text])
    const failed = () =>
      linesOf(app.output('stdout')).filter((line) => line.message === 'mail.failed' && line.security === true)
    for (let tries = 0; tries < 100 && failed().length === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(failed(), 'the lines mail.failed').toEqual([expect.objectContaining({ requestId: id })])
    await logIn(app, person, ' after that')
  },
)

/** Longer than the second that was promised, since this machine may be busy. */
const AWAY_MS = 1700
const MEND_MS = 10_000

check(
  'answers 503 while the database is away, and works again when it is back',
  { read: 'operations', requirement: 'operations', points: 1, ms: 2800 },
  async () => {
    const detour = await databaseDetour()
    // A database that cannot be reached by a detour cannot be taken away.
    if (!detour) return
    const app = await anotherService({ DATABASE_URL: detour.url })
    const person = await signedIn(app)
    await detour.cut()
    // What is under way in the moment of the break may fail in other ways.
    await statusesOf(app, person.access)
    const statuses = await statusesOf(app, person.access)
    const { text } = await ask(app, 'GET', '/health')
    await detour.mend()
    const start = performance.now()
    let back = 0
    do {
      await new Promise((resolve) => setTimeout(resolve, 20))
      back = (await ask(app, 'GET', ME, { token: person.access })).status
    } while (back !== 200 && performance.now() - start < MEND_MS)
    expect(statuses, 'the answers while the database is away').toEqual({
      'GET /health': 503,
      'GET /health/live': 200,
      [`GET ${ME}`]: [503, 'unavailable'],
      [`POST ${AUTH}/login`]: [503, 'unavailable'],
    })
    expect(text, 'the body of GET /health while the database is away').not.toMatch(
      /ECONN|connect|127\.0\.0\.1|stack|\bat /i,
    )
    expect(back, `GET ${ME} when the database is back`).toBe(200)
    expect((await ask(app, 'GET', '/health')).status, 'GET /health when it is back').toBe(200)
  },
)

/** What requests that come at once are answered with; nothing where no answer came. */
async function statusesOf(app: App, token: string): Promise<Record<string, unknown>> {
  const signal = timeLimit(AWAY_MS)
  const body = { email: newEmail(), password: newPassword() }
  const rows = [
    ['GET', '/health', {}],
    ['GET', '/health/live', {}],
    ['GET', ME, { token }],
    ['POST', `${AUTH}/login`, { body }],
  ] as const
  const asked = rows.map(async ([method, path, asking]) => {
    const answer = await ask(app, method, path, { ...asking, signal }).catch(() => undefined)
    const shown = path.startsWith('/health') ? answer?.status : answer && refusal(answer)
    return [`${method} ${path}`, shown]
  })
  return Object.fromEntries(await Promise.all(asked))
}
