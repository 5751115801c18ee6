import { Router } from 'express'
import { deriveRoadmap } from '../../../../tracker/roadmap.ts'
import { drawHeatMap } from '../../../ui/report/heat-map.ts'
import type { ProgressAnswer } from '../../api.ts'
import { type Desk, learnerNow } from '../desk.ts'

export function progressRoutes(desk: Desk): Router {
  return Router().get('/progress', async (_request, response) => {
    const { course, progress } = await learnerNow(desk)
    const { days, gates, streak, longestStreak, totals, whole, pace } = progress
    response.json({
      ...{ days, gates, streak, longestStreak, totals, whole },
      heatMap: drawHeatMap(pace.weeks),
      minutes: pace.minutes,
      activeDays: pace.activeDays,
      roadmap: deriveRoadmap(course, days),
    } satisfies ProgressAnswer)
  })
}
