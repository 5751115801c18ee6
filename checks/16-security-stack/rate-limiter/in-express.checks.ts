import { check, expect } from 'backend-workbook/check'
import { appWith } from './limited-app.ts'
import { serving } from './serving.ts'

check('answers 429 with the seconds to wait, before the route', { read: 'retry-after' }, () => {
  const { app, clock, reached } = appWith(() => 'one key')
  return serving(app, async (ask) => {
    for (const turn of ['first', 'second']) {
      const { status, body, headers } = await ask('/api/reports')
      expect({ status, body }, `the ${turn} GET /api/reports`).toEqual({ status: 200, body: { data: 'here you are' } })
      expect(headers.get('retry-after'), `Retry-After of the ${turn} GET /api/reports`).toBe(null)
    }
    for (const [leftMs, seconds] of [
      [3_600_000, '3600'],
      [61_001, '62'],
      [2000, '2'],
      [1, '1'],
    ] as const) {
      clock.time = 7_200_000 - leftMs
      const { status, body, headers } = await ask('/api/reports')
      expect({ status, body }, 'GET /api/reports above its limit').toEqual({ status: 429, body: { error: 'too_many' } })
      expect(headers.get('retry-after'), `Retry-After ${leftMs} ms before the next window`).toBe(seconds)
    }
    expect(reached.length, 'requests that the route has seen, of six').toBe(2)
    clock.time = 7_200_000
    expect((await ask('/api/reports')).status, 'GET /api/reports in the next window').toBe(200)
  })
})

check('logs each refusal once, and nothing else', { read: 'retry-after' }, () => {
  const { app, clock, refusals } = appWith(() => 'one key')
  return serving(app, async (ask) => {
    await ask('/api/reports')
    await ask('/api/reports')
    expect(refusals, 'what is logged after two requests that were allowed').toEqual([])
    clock.time = 7_200_000 - 1500
    await ask('/api/reports/7?token=secret', { method: 'POST', json: { password: 'secret' } })
    const refusal = { limit: 'reports', key: 'one key', method: 'POST', path: '/api/reports/7', retryAfterSeconds: 2 }
    expect(refusals, 'what is logged after POST /api/reports/7?token=secret, refused').toEqual([refusal])
    await ask('/api')
    expect(refusals, 'the same after GET /api, refused as well').toEqual([
      refusal,
      { ...refusal, method: 'GET', path: '/api' },
    ])
  })
})
