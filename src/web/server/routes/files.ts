import express, { Router } from 'express'
import * as v from 'valibot'
import { refOf } from '../../../engine/course/model.ts'
import type { SaveAnswer, SaveRequest } from '../../api.ts'
import { type BodySchema, type Desk, learnerNow, openExercise, parseBody } from '../desk.ts'
import { type Place, saveText } from '../learners-files.ts'

const save: BodySchema<SaveRequest> = v.strictObject({
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
    const { day, id } = request.params as Record<'day' | 'id', string>
    const place = desk.judging.placeOf(`${day}/${id}`) ?? (await placeNow(desk, day, id))
    const version = saveText(place, wanted)
    const ref = refOf(place.found.day, place.found.exercise)
    if (wanted.judge) desk.judging.want(ref)
    else desk.judging.pass(ref)
    response.json({ version } satisfies SaveAnswer)
  })
  return router
}

async function placeNow(desk: Desk, day: string, id: string): Promise<Place> {
  const { workbook, course, ...learner } = await learnerNow(desk)
  return { workbook, course, found: openExercise({ workbook, course, ...learner }, day, id) }
}
