import { type App, check, expect, sharedApp } from 'backend-workbook/check'
import { report2024, seals } from './expected-reports.ts'
import { bestWaitPercent, patientFetch, watchReport } from './responsiveness.ts'

const PATIENT_MS = 8000
/** Percent of the time that a report takes. */
const QUICK = 20

let watched: ReturnType<typeof watchReport> | undefined

/** The report of 2024, computed once for two checks, with what /health did meanwhile. */
function watched2024(app: App) {
  watched ??= watchReport(app, 2024)
  return watched
}

check('gives the same report as before', { read: 'unblock-the-server', ms: PATIENT_MS }, async () => {
  const { status, body } = await watched2024(await sharedApp())
  expect(status, 'GET /report?year=2024').toBe(200)
  expect(body, 'GET /report?year=2024').toEqual(report2024)
})

check('answers /health quickly while a report is computed', { read: 'one-thread', ms: PATIENT_MS }, async () => {
  const app = await sharedApp()
  expect(await (await app.fetch('/health')).json(), 'GET /health').toEqual({ status: 'ok' })
  const percent = await bestWaitPercent(app, await watched2024(app), [2012, 2013], QUICK)
  expect(
    percent,
    'the longest wait for /health in percent of the time the report took; below 20 is quick',
  ).toBeLessThan(QUICK)
})

check('answers 400 to a year that is not a whole number', { read: 'unblock-the-server' }, async () => {
  const app = await sharedApp()
  for (const path of ['/report?year=soon', '/report?year=2024.5', '/report']) {
    const response = await app.fetch(path)
    expect(response.status, `GET ${path}`).toBe(400)
    expect(await response.json(), `GET ${path}`).toEqual({ error: 'year must be a whole number' })
  }
})

check('answers 404 for a year without orders, and goes on serving', { read: 'worker-threads' }, async () => {
  const app = await sharedApp()
  const response = await app.fetch('/report?year=1999')
  expect(response.status, 'GET /report?year=1999').toBe(404)
  expect(await response.json(), 'GET /report?year=1999').toEqual({ error: 'no orders in 1999' })
  expect((await app.fetch('/health')).status, 'GET /health after that').toBe(200)
})

check(
  'gives each of two simultaneous callers their own report',
  { read: 'worker-threads', ms: PATIENT_MS },
  async () => {
    const app = await sharedApp()
    const seal = async (year: number) => {
      const response = await patientFetch(app, `/report?year=${year}`)
      return ((await response.json()) as { seal?: unknown }).seal
    }
    const both = await Promise.all([seal(2021), seal(2022)])
    expect(both, 'the seals of the reports for 2021 and 2022, asked for at once').toEqual([seals[2021], seals[2022]])
  },
)
