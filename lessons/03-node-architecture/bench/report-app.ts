import express, { type Express } from 'express'
import type { Report } from '../../../exercises/03-node-architecture/unblock-the-server.ts'

/**
 * The routes of the exercise. The variants of this benchmark differ in one thing only: how they come by a report.
 *
 * @param report gives the report of a year, at once or later
 */
export function reportApp(report: (year: number) => Report | Promise<Report>): Express {
  const app = express()

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  app.get('/report', async (request, response) => {
    response.json(await report(Number(request.query['year'])))
  })

  return app
}
