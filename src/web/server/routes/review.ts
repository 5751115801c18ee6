import { Router } from 'express'
import { questionOf } from '../../../commands/parts/due.ts'
import type { Learner } from '../../../commands/parts/learner.ts'
import { findExercise } from '../../../engine/course/find.ts'
import { toType } from '../../../to-type.ts'
import type { ReviewAnswer } from '../../api.ts'
import { askedAnswer } from '../asked.ts'
import { type Desk, learnerNow } from '../desk.ts'

export function reviewRoutes(desk: Desk): Router {
  return Router().get('/review', async (_request, response) => {
    response.json(await reviewOf(desk, await learnerNow(desk)))
  })
}

async function reviewOf(desk: Desk, learner: Learner): Promise<ReviewAnswer> {
  const { due } = learner.progress
  const posed = due.filter(({ kind }) => kind === 'question').map((each) => ({ ...each, ...questionOf(each, learner) }))
  const questions: ReviewAnswer['questions'] = []
  const unasked: ReviewAnswer['unasked'] = []
  for (const { day, question, dueAt } of posed) {
    if (typeof day === 'number' || !question) continue
    const ready = await desk.questions.get(day, question)
    if ('unasked' in ready) unasked.push(ready.unasked)
    else questions.push({ ...askedAnswer(learner, day, ready.asked), dayTitle: day.title, dueAt })
  }
  const exercises = due.filter(({ kind }) => kind === 'exercise')
  return {
    questions,
    unasked,
    exercises: exercises.map((each) => ({
      ...each,
      title: findExercise(learner.course, each.ref).exercise.title,
      command: toType(`review ${each.ref}`),
    })),
  }
}
