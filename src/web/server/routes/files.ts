import express, { Router } from 'express'
import * as v from 'valibot'
import { refOf } from '../../../engine/course/model.ts'
import type { SaveAnswer } from '../../api.ts'
import { type Desk, learnerNow, openExercise, parseBody } from '../desk.ts'
import { saveText } from '../learners-files.ts'

const save = v.strictObject({
  path: v.pipe(v.string(), v.maxLength(400)),
  text: v.string(),
  base: v.nullable(v.string()),
  judge: v.boolean(),
})

/** In JSON a text of 1 MB may be twice as long. */
const MOST_JSON = '2.5mb'

export function filesRoutes(desk: Desk): Router {
  const router = Router()
  router.put('/exercises/:day/:id/files', express.json({ limit: MOST_JSON }), async (request, response) => {
    const wanted = parseBody(save, request.body)
    const learner = await learnerNow(desk)
    const found = openExercise(learner, String(request.params['day']), String(request.params['id']))
    const version = saveText({ ...learner, found }, wanted)
    if (!wanted.judge) desk.judging.pass(refOf(found.day, found.exercise))
    response.json({ version } satisfies SaveAnswer)
  })
  return router
}
