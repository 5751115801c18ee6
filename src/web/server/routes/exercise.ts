import { Router } from 'express'
import * as v from 'valibot'
import { targetOf } from '../../../commands/parts/attempt.ts'
import { hintsGiven, takeHint } from '../../../commands/parts/hints.ts'
import type { Learner } from '../../../commands/parts/learner.ts'
import { nextExercise } from '../../../commands/parts/next-exercise.ts'
import { shownPath } from '../../../commands/parts/shown-path.ts'
import { hasPassed, lastAttempt } from '../../../commands/parts/standing.ts'
import { readContract, taskLine } from '../../../engine/contract.ts'
import type { FoundExercise } from '../../../engine/course/find.ts'
import { readSections } from '../../../engine/course/lesson-text.ts'
import { refOf } from '../../../engine/course/model.ts'
import { resetExercise } from '../../../engine/workbook/reset.ts'
import { examplesAsCode } from '../../../ui/page/examples.ts'
import { lineHtml, proseHtml } from '../../../ui/page/prose.ts'
import type { ExerciseAnswer, HintsAnswer, ResetAnswer, SolutionRequest } from '../../api.ts'
import { type BodySchema, type Desk, learnerNow, openExercise, parseBody } from '../desk.ts'
import { gateCards } from '../gate-cards.ts'
import { readTexts } from '../learners-files.ts'
import { Refused } from '../refusal.ts'
import { solutionOf } from '../solution.ts'

const wanted: BodySchema<SolutionRequest> = v.strictObject({ anyway: v.boolean() })

export function exerciseRoutes(desk: Desk): Router {
  const router = Router()
  router.get('/exercises/:day/:id', async (request, response) => {
    const learner = await learnerNow(desk)
    response.json(exerciseOf(desk, learner, openExercise(learner, request.params.day, request.params.id)))
  })
  router.post('/exercises/:day/:id/check', async (request, response) => {
    const { day, exercise } = openExercise(await learnerNow(desk), request.params.day, request.params.id)
    const isLooked = desk.judging.check(refOf(day, exercise))
    if (!isLooked)
      throw new Refused(409, 'No tab looks at this exercise.', 'Open it first: verdicts come as they are found.')
    response.status(202).end()
  })
  router.post('/exercises/:day/:id/hint', async (request, response) => {
    const learner = await learnerNow(desk)
    const found = openExercise(learner, request.params.day, request.params.id)
    const { hints } = await takeHint(learner, found)
    response.json(hintsOf(found, hints))
  })
  router.post('/exercises/:day/:id/reset', async (request, response) => {
    const learner = await learnerNow(desk)
    const found = openExercise(learner, request.params.day, request.params.id)
    response.json(await reset(desk, learner, found))
  })
  router.post('/exercises/:day/:id/solution', async (request, response) => {
    const { anyway } = parseBody(wanted, request.body)
    const learner = await learnerNow(desk)
    const found = openExercise(learner, request.params.day, request.params.id)
    const isPassed = hasPassed(learner, found)
    const ref = refOf(found.day, found.exercise)
    if (!isPassed && !anyway) throw new Refused(409, `You have not passed ${ref} yet.`, 'A hint may be enough.')
    const answer = await solutionOf(learner, found)
    await learner.add({ type: 'solution-seen', exercise: ref, beforePassing: !isPassed })
    response.json(answer)
  })
  return router
}

function exerciseOf(desk: Desk, learner: Learner, found: FoundExercise): ExerciseAnswer {
  const { course, workbook, progress } = learner
  const { day, exercise } = found
  const ref = refOf(day, exercise)
  // Also puts the starter there at the first visit.
  const { path } = targetOf(learner, day, exercise)
  const shown = progress.days.find((each) => each.day === day.day)?.exercises.find(({ id }) => id === exercise.id)
  const last = lastAttempt(learner, found)
  const verdict = desk.judging.lastVerdict(ref)
  const line = taskLine(path)
  const gate = gateCards(progress).find(({ project }) => project?.ref === ref)
  const following = nextExercise(course, progress, found)
  return {
    ref,
    day: day.day,
    dayTitle: day.title,
    id: exercise.id,
    title: exercise.title,
    minutes: exercise.minutes,
    status: shown?.status ?? 'todo',
    attempts: shown?.attempts ?? 0,
    services: exercise.services,
    contract: proseHtml(examplesAsCode(readContract(course, day, exercise).text)),
    ...(exercise.project && {
      project: { requirements: exercise.project.requirements, pass: exercise.project.pass },
    }),
    ...(gate && { gate }),
    files: readTexts({ workbook, course, found }),
    ...(line !== undefined && { line }),
    hints: hintsOf(found, exercise.hints.slice(0, hintsGiven(progress, found))),
    solution: { isOpen: shown?.status === 'passed', wasSeen: shown?.solutionSeen ?? false },
    ...(last && {
      lastAttempt: { at: last.at, status: last.status, failing: last.failing, checks: last.checks },
    }),
    ...(verdict && { verdict }),
    sections: readSections(course, day).map(({ anchor, title }) => ({ anchor, title })),
    ...(following &&
      following.exercise !== exercise && {
        following: { ref: refOf(following.day, following.exercise), title: following.exercise.title },
      }),
  }
}

function hintsOf({ exercise }: FoundExercise, given: string[]): HintsAnswer {
  return { given: given.map(lineHtml), of: exercise.hints.length }
}

async function reset(desk: Desk, learner: Learner, found: FoundExercise): Promise<ResetAnswer> {
  const { course, workbook } = learner
  const result = resetExercise(workbook, course, found.day, found.exercise, desk.world.now())
  const ref = refOf(found.day, found.exercise)
  if (result.status === 'reset') await learner.add({ type: 'reset', exercise: ref })
  return {
    status: result.status,
    ...(result.status === 'reset' && { kept: shownPath(result.kept, desk.world) }),
    files: readTexts({ workbook, course, found }),
  }
}
