import { Router } from 'express'
import { type Desk, learnerNow, openExercise } from '../desk.ts'

export function liveRoutes(desk: Desk): Router {
  return Router().get('/live', async (request, response) => {
    const { exercise } = request.query
    const learner = await learnerNow(desk)
    const [day = '', id = ''] = typeof exercise === 'string' ? exercise.split('/') : []
    const found = exercise === undefined ? undefined : openExercise(learner, day, id)
    desk.live.open(response, (tell) => {
      return found ? desk.judging.look(learner, found, tell) : () => undefined
    })
  })
}
