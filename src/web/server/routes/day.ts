import { Router } from 'express'
import * as v from 'valibot'
import type { Learner } from '../../../commands/parts/learner.ts'
import { isClosed, lastAnswer } from '../../../commands/parts/standing.ts'
import { aboutDemo } from '../../../engine/about-demo.ts'
import { findDay } from '../../../engine/course/find.ts'
import { readSections } from '../../../engine/course/lesson-text.ts'
import { type Day, refOf } from '../../../engine/course/model.ts'
import { READ_TO_THE_END } from '../../../engine/next-action.ts'
import { codeHtml } from '../../../ui/page/code.ts'
import { sectionHtml } from '../../../ui/page/prose.ts'
import type { DayAnswer, ExerciseTile, VisitedRequest } from '../../api.ts'
import { type BodySchema, type Desk, learnerNow, openDay, parseBody } from '../desk.ts'
import { Refused } from '../refusal.ts'

const visited: BodySchema<VisitedRequest> = v.strictObject({ section: v.pipe(v.string(), v.maxLength(200)) })

export function dayRoutes(desk: Desk): Router {
  const router = Router()
  router.get('/days/:day', async (request, response) => {
    const learner = await learnerNow(desk)
    response.json(dayOf(learner, openDay(learner, request.params.day)))
  })
  router.post('/days/:day/open', async (request, response) => {
    const learner = await learnerNow(desk)
    const day = findDay(learner.course, request.params.day)
    if (isClosed(learner, day)) await learner.add({ type: 'forced', day: day.day })
    response.status(204).end()
  })
  router.post('/days/:day/visited', async (request, response) => {
    const { section } = parseBody(visited, request.body)
    const learner = await learnerNow(desk)
    const day = openDay(learner, request.params.day)
    const known = [READ_TO_THE_END, ...sectionsOf(learner, day).map(({ anchor }) => anchor)]
    if (!known.includes(section)) {
      throw new Refused(404, `Day ${day.day} has no section "${section}".`, 'Load the page anew.')
    }
    await learner.add({ type: 'visited', day: day.day, section })
    response.status(204).end()
  })
  return router
}

function dayOf(learner: Learner, day: Day): DayAnswer {
  const { course, progress } = learner
  const shown = progress.days.find((each) => each.day === day.day)
  if (!shown) throw new Error(`Day ${day.day} is in the course and not in its progress.`)
  const right = day.questionIds.filter((id) => lastAnswer(learner, day, id) === true).length
  const at = course.days.indexOf(day)
  const previous = course.days[at - 1]
  const following = course.days[at + 1]
  return {
    day: day.day,
    title: day.title,
    outcome: day.outcome,
    minutes: day.minutes,
    status: shown.status,
    phase: course.phases.find(({ id }) => id === day.phase)?.title ?? '',
    ...(day.gate !== undefined && { gate: day.gate }),
    sections: sectionsOf(learner, day).map((section) => ({
      anchor: section.anchor,
      title: section.title,
      html: sectionHtml(section),
      ...(section.language !== undefined && { language: section.language }),
    })),
    demos: day.demos.map((demo) => {
      const { name, about, source, draws } = aboutDemo(course, day, demo)
      return { name, about, draws, source: codeHtml(source, 'ts') }
    }),
    exercises: tilesOf(day, shown.exercises),
    topics: shown.topics,
    ...(day.questionIds.length > 0 && { quiz: { questions: day.questionIds.length, right } }),
    hasBench: day.hasBench,
    ...(shown.section !== undefined && { section: shown.section }),
    ...(previous && { previous: { day: previous.day, title: previous.title } }),
    ...(following && { following: { day: following.day, title: following.title } }),
  }
}

function sectionsOf({ course }: Learner, day: Day) {
  return day.status === 'coming' ? [] : readSections(course, day)
}

function tilesOf(day: Day, shown: Learner['progress']['days'][number]['exercises']): ExerciseTile[] {
  return day.exercises.map((exercise) => {
    const { status = 'todo', attempts = 0, earlierVersion } = shown.find(({ id }) => id === exercise.id) ?? {}
    const { id, title, minutes } = exercise
    return {
      ref: refOf(day, exercise),
      id,
      title,
      minutes,
      status,
      attempts,
      ...(earlierVersion && { earlierVersion }),
    }
  })
}
