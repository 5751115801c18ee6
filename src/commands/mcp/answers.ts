import { findDay, findExercise } from '../../engine/course/find.ts'
import { readSections } from '../../engine/course/lesson-text.ts'
import { refOf } from '../../engine/course/model.ts'
import { openJudge } from '../../engine/judge/judge.ts'
import { readSolution, readStarter } from '../../engine/workbook/starters.ts'
import { Problem } from '../../problem.ts'
import { verdictJson } from '../../ui/verdict/json.ts'
import { beginningOf } from '../../ui/verdict/printed.ts'
import type { World } from '../../world.ts'
import { attempt } from '../parts/attempt.ts'
import { hintsGiven, takeHint } from '../parts/hints.ts'
import { openLearner } from '../parts/learner.ts'
import { ownFiles } from '../parts/own-files.ts'
import { checkOpen, hasPassed, lastAttempt } from '../parts/standing.ts'
import { shownFiles } from './shown-files.ts'

// What each tool of the tutor answers. Nothing here reads checks, wrong answers or quiz answers; the solution is read in one
// place, behind the question whether the exercise has passed. The record is read anew each time.

/** Characters of what the learner's code printed. */
const PRINTED = 2000

/** The days, what of them is proved, and what is next. */
export async function whereTheLearnerIs(world: World): Promise<object> {
  const { course, progress } = await openLearner(world)
  const { days, gates, next, streak, totals } = progress
  const shown = days.map(({ day, title, status, exercises, topics }) => ({
    day,
    title,
    status,
    topics: topics.map(({ text, done }) => ({ text, done })),
    exercises: exercises.map(({ id, title, status, attempts, hints, score }) => ({
      exercise: `${day}/${id}`,
      title,
      status,
      attempts,
      hintsTaken: hints,
      ...(score && { points: score.points, of: score.of, pass: score.pass }),
    })),
  }))
  return { course: course.title, ...(next && { next }), streak, totals, gates, days: shown }
}

/** The prose of a day, or one section of it. */
export async function lesson(query: string, anchor: string | undefined, world: World): Promise<object> {
  const learner = await openLearner(world)
  const day = findDay(learner.course, query)
  checkOpen(learner, day)
  const sections = day.status === 'coming' ? [] : readSections(learner.course, day)
  const contents = sections.map(({ anchor, title }) => ({ section: anchor, title }))
  const head = { day: day.day, title: day.title, outcome: day.outcome, sections: contents }
  if (anchor === undefined) return head
  const section = sections.find((each) => each.anchor === anchor)
  if (section) {
    const { markdown, language } = section
    return { ...head, section: anchor, ...(language && { language }), markdown }
  }
  throw new Problem(
    `Day ${day.day} has no section "${anchor}".`,
    `It has: ${sections.map((each) => each.anchor).join(', ')}.`,
  )
}

/** What an exercise asks for, what the learner has written, and what came of it last. */
export async function exercise(query: string, world: World): Promise<object> {
  const learner = await openLearner(world)
  const { course, workbook, progress } = learner
  const found = findExercise(course, query)
  checkOpen(learner, found.day)
  const ref = refOf(found.day, found.exercise)
  const { title, minutes, hints, project } = found.exercise
  const last = lastAttempt(learner, found)
  const yours = ownFiles(workbook, course, found)
  return {
    exercise: ref,
    title,
    minutes,
    passed: hasPassed(learner, found),
    hints: { taken: hintsGiven(progress, found), of: hints.length },
    ...(project && { requirements: project.requirements, pass: project.pass }),
    contract: shownFiles(readStarter(course, found.day, found.exercise)),
    yours: yours ? shownFiles(yours) : 'not begun: there is no file yet',
    ...(last && {
      lastAttempt: { at: last.at, status: last.status, failing: last.failing, checks: last.checks },
    }),
  }
}

/** Judges the learner's version now, which is an attempt like any other. What others got wrong is not told. */
export async function check(query: string, world: World): Promise<object> {
  const learner = await openLearner(world)
  const found = findExercise(learner.course, query)
  checkOpen(learner, found.day)
  const judge = openJudge(world)
  try {
    const { verdict, recorded } = await attempt(learner, judge, found, world.signal)
    await recorded
    const { printed } = verdict
    const told = printed ? { ...verdict, printed: beginningOf(printed, PRINTED) } : verdict
    return verdictJson(refOf(found.day, found.exercise), told, undefined)
  } finally {
    await judge.closeServices()
  }
}

/** The next hint, recorded as taken; those that were taken before come with it. */
export async function hint(query: string, world: World): Promise<object> {
  const learner = await openLearner(world)
  const found = findExercise(learner.course, query)
  checkOpen(learner, found.day)
  const { hints, isNew } = await takeHint(learner, found)
  return { exercise: refOf(found.day, found.exercise), of: found.exercise.hints.length, hints, isNew }
}

/** The reference solution, once the exercise has passed. */
export async function solution(query: string, world: World): Promise<object> {
  const learner = await openLearner(world)
  const found = findExercise(learner.course, query)
  const ref = refOf(found.day, found.exercise)
  if (!hasPassed(learner, found)) {
    throw new Problem(
      `${ref} has not passed yet, so its solution stays closed.`,
      'Offer the next hint, or the section of the lesson that a failing check names.',
    )
  }
  await learner.add({ type: 'solution-seen', exercise: ref, beforePassing: false })
  return { exercise: ref, files: shownFiles(readSolution(learner.course, found.day, found.exercise)) }
}
