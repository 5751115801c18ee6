import { Router } from 'express'
import { deriveRoadmap } from '../../../../tracker/roadmap.ts'
import type { Learner } from '../../../commands/parts/learner.ts'
import { whyNoReport } from '../../../commands/parts/month-report.ts'
import { drawHeatMap } from '../../../ui/report/heat-map.ts'
import type { ProgressAnswer } from '../../api.ts'
import { type Desk, learnerNow } from '../desk.ts'
import { gateCards } from '../gate-cards.ts'

export function progressRoutes(desk: Desk): Router {
  return Router().get('/progress', async (_request, response) => {
    response.json(answerOf(await learnerNow(desk)))
  })
}

function answerOf({ course, progress }: Learner): ProgressAnswer {
  const { days, streak, longestStreak, totals, whole, pace } = progress
  const why = whyNoReport({ progress })
  return {
    ...{ days, streak, longestStreak, totals, whole },
    gates: gateCards(progress),
    heatMap: drawHeatMap(pace.weeks),
    minutes: pace.minutes,
    activeDays: pace.activeDays,
    roadmap: deriveRoadmap(course, days),
    ...(why && { noReport: { message: why.message, hint: why.hint } }),
  }
}
