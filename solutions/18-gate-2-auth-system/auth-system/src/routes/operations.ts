import type { Router } from 'express'
import type { Service } from '../service.ts'

/** What those ask who run it. */
export function operationRoutes(api: Router, { pool, metrics }: Service): void {
  api.get('/health', async (_request, response) => {
    const isUp = await pool.query('SELECT 1').then(
      () => true,
      () => false,
    )
    response.sendStatus(isUp ? 200 : 503)
  })

  api.get('/health/live', (_request, response) => {
    response.sendStatus(200)
  })

  api.get('/metrics', (_request, response) => {
    response.type('text/plain; version=0.0.4').send(metrics.text())
  })
}
