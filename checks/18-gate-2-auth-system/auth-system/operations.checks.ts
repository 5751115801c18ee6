import { type App, check, expect, timeLimit } from 'backend-workbook/check'
import { databaseDetour } from './away.ts'
import {
  type Answer,
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
import { brokenIn, bucketsOf, type Series, seriesIn, sumsOf, typesIn } from './prometheus.ts'
import { anotherService } from './service.ts'

type Find = (name: string, labels: Record<string, string>) => Series[]

/** Some 30 ms a hash: too slow for the smallest bucket of most histograms. */
const DEAR = 9

check(
  'counts requests by their routes, and logins by what came of them',
  { read: 'operations', requirement: 'operations', points: 1, ms: 2800 },
  async () => {
    const start = performance.now()
    const app = await anotherService({ BCRYPT_COST: String(DEAR) })
    const person = await signedIn(app)
    for (const id of ['1', '2', '3']) await ask(app, 'GET', `${ORDERS}/${id}`, { token: person.access })
    for (const path of ['/wp-login.php', '/api/v1/nothing', '/.env']) await ask(app, 'GET', path)
    const email = newEmail()
    for (let tries = 1; tries <= 7; tries += 1) await tryLogIn(app, { email, password: newPassword() })
    await ask(app, 'POST', `${AUTH}/login`, { body: {} })
    const { series, text } = await metricsWith(app, `${DURATION}_count`, 8)
    const count = (labels: Record<string, string>) => total(series(`${DURATION}_count`, labels))
    const route = `${ORDERS}/:id`
    expect(count({ method: 'GET', route, status: '404' }), `requests for ${route} that were 404`).toBe(3)
    expect(count({ route: 'none' }), 'requests that no route took').toBe(3)
    expect(count({ route: `${AUTH}/login`, status: '429' }), `requests for ${AUTH}/login that were 429`).toBe(2)
    const buckets = series(`${DURATION}_bucket`, { route, status: '404', le: '+Inf' })
    expect(
      buckets.map(({ value }) => value),
      'the bucket +Inf of that first one',
    ).toEqual([3])
    const logins = ['ok', 'failed', 'limited'].map((result) => series('auth_logins_total', { result })[0]?.value)
    expect(logins, 'auth_logins_total with the result ok, failed and limited').toEqual([1, 5, 2])
    const types = { [DURATION]: 'histogram', auth_logins_total: 'counter' }
    expect(typesIn(text), 'the lines # TYPE of GET /metrics').toMatchObject(types)
    expect(brokenIn(text), 'lines of GET /metrics that are neither a comment nor a series').toEqual([])
    expectHistogram(series, { route, status: '404' })
    expectHistogram(series, { route: `${AUTH}/login`, status: '401' })
    const elapsed = (performance.now() - start) / 1000
    const given = `the seconds of all requests together, which came one after the other within ${elapsed.toFixed(1)} s`
    expect(total(series(`${DURATION}_sum`, {})), given).toBeLessThan(2 * elapsed)
  },
)

const DURATION = 'http_request_duration_seconds'
const total = (series: Series[]) => series.reduce((sum, { value }) => sum + value, 0)

/** Each bucket holds the smaller ones, and the sum can be that of the values in them. */
function expectHistogram(series: Find, labels: { route: string; status: string }): void {
  const given = `${DURATION} of ${labels.route} with the status ${labels.status}`
  const buckets = bucketsOf(series(`${DURATION}_bucket`, labels))
  const counts = buckets.map(({ count }) => count)
  expect(counts, `the buckets of ${given}, from the smallest bound to +Inf`).toEqual([...counts].sort((a, b) => a - b))
  const [least, most] = sumsOf(buckets)
  const sum = total(series(`${DURATION}_sum`, labels))
  expect(sum, `the sum of ${given}, by whose buckets it is ${least} at least`).toBeGreaterThanOrEqual(least - ROUNDED)
  expect(sum, `the sum of ${given}, by whose buckets it is ${most} at most`).toBeLessThanOrEqual(most + ROUNDED)
}

/** Seconds that may get lost where each value is rounded. */
const ROUNDED = 0.01

/** Finds series, in a text in which the counts of this metric have come to `least`: they come when an answer is out. */
async function metricsWith(app: App, name: string, least: number) {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(app, 'GET', '/metrics')
    expect(answer.status, 'GET /metrics').toBe(200)
    const series = seriesIn(answer.text)
    const sum = series.filter((each) => each.name === name).reduce((total, { value }) => total + value, 0)
    if (sum >= least || tries === 20) {
      const find: Find = (wanted, labels) =>
        series.filter(
          (each) => each.name === wanted && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
        )
      return { series: find, text: answer.text }
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
    // The stranger first: nothing is sent there, so nothing fails there, and a line about it would stand first.
    const unknown = await ask(app, 'POST', FORGOT, { body: { email: newEmail() } })
    const known = await ask(app, 'POST', FORGOT, { body: { email: person.email }, headers })
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
    const logins = seriesIn((await ask(app, 'GET', '/metrics')).text).filter(({ name }) => name === 'auth_logins_total')
    const failed = total(logins.filter(({ labels }) => labels['result'] === 'failed'))
    expect(failed, 'auth_logins_total with the result failed, where some logins were 503 and none was 401').toBe(0)
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
    const shown = path.startsWith('/health') ? answer?.status : answer && [...refusal(answer), ...silence(answer)]
    return [`${method} ${path}`, shown]
  })
  return Object.fromEntries(await Promise.all(asked))
}

/** An error says something. */
const silence = ({ text }: Answer) => (/"message":\s*"[^"]*\w/.test(text) ? [] : ['no message'])
