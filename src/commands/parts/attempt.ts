import { openTracker, type Tracker } from '../../../tracker/store.ts'
import { readMistakes } from '../../engine/course/mistakes.ts'
import { type Course, type Day, type Exercise, refOf } from '../../engine/course/model.ts'
import { openCourse } from '../../engine/course/open.ts'
import type { MistakeHeader } from '../../engine/course/schema.ts'
import type { Judge } from '../../engine/judge/judge.ts'
import { keepSources } from '../../engine/judge/kept-sources.ts'
import { failingChecks, recogniseMistake } from '../../engine/judge/recognise.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import { ensureDay } from '../../engine/workbook/ensure-day.ts'
import { exerciseFile, openWorkbook, type Workbook } from '../../engine/workbook/workbook.ts'
import type { World } from '../../world.ts'

/** What a command that judges works with. */
export interface Session {
  world: World
  course: Course
  workbook: Workbook
  tracker: Tracker
}

export interface Attempt {
  verdict: Verdict
  /** The known wrong answer that fails in just this way. */
  mistake?: MistakeHeader
  /** Why it could not be recorded. */
  warning?: string
}

export async function openSession(world: World): Promise<Session> {
  const course = await openCourse(world)
  const workbook = openWorkbook(world, course)
  return { world, course, workbook, tracker: await openTracker(workbook.root, { now: world.now }) }
}

/** Judges the learner's version of an exercise, and records what came of it. */
export async function attempt(session: Session, judge: Judge, day: Day, exercise: Exercise): Promise<Attempt> {
  const { world, course, workbook, tracker } = session
  ensureDay(workbook, course, day)
  const path = exerciseFile(workbook, day, exercise)
  const putBack = keepSources(path)
  const verdict = await judge.judge({ course, day, exercise, target: { kind: 'file', path }, signal: world.signal })
  for (const file of putBack()) verdict.notes.push(`Your code deleted ${file}. It was put back as it was.`)
  const mistake = recogniseMistake(verdict, readMistakes(course, day, exercise))
  const { warning } = await tracker.add({
    type: 'attempt',
    exercise: refOf(day, exercise),
    status: verdict.status,
    ms: Math.round(verdict.ms),
    failing: failingChecks(verdict),
    checks: verdict.checks.length,
  })
  return { verdict, ...(mistake && { mistake }), ...(warning !== undefined && { warning }) }
}
