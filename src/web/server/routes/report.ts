import { Router } from 'express'
import { composeReport } from '../../../commands/parts/month-report.ts'
import { type Desk, learnerNow } from '../desk.ts'
import { sendWhole } from '../whole-document.ts'

export function reportRoutes(desk: Desk): Router {
  return Router().get('/report', async (request, response) => {
    const { name } = request.query
    const { page } = composeReport(await learnerNow(desk), typeof name === 'string' ? name : undefined, desk.world)
    sendWhole(response, 'html', page)
  })
}
