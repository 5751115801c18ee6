import { lockedDays } from '../../../tracker/gates.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type Day, refOf } from '../../engine/course/model.ts'
import { EXIT, Problem } from '../../problem.ts'
import { explainLock } from '../../ui/course/lock.ts'
import type { Learner } from './learner.ts'

/** Whether the learner has passed an exercise, be it before its checks changed. */
export function hasPassed({ progress }: Pick<Learner, 'progress'>, { day, exercise }: FoundExercise): boolean {
  const exercises = progress.days.find((candidate) => candidate.day === day.day)?.exercises ?? []
  return exercises.find((candidate) => candidate.id === exercise.id)?.status === 'passed'
}

/** Whether a gate keeps the day closed. What is done already stays open. */
export function isClosed({ course, progress }: Pick<Learner, 'course' | 'progress'>, day: Day): boolean {
  const { gates, days } = progress
  const isDone = days.some((each) => each.day === day.day && each.status === 'done')
  return !isDone && lockedDays(course, gates).has(day.day)
}

/** @throws Problem when a gate keeps the day closed */
export function checkOpen(learner: Pick<Learner, 'course' | 'progress'>, day: Day): void {
  if (!isClosed(learner, day)) return
  const { message, hint } = explainLock(day, learner.progress.gates, learner.progress.days)
  throw new Problem(message, hint, { exitCode: EXIT.notYet })
}

/** The last attempt at an exercise, by the record. */
export function lastAttempt({ record }: Pick<Learner, 'record'>, { day, exercise }: FoundExercise) {
  const ref = refOf(day, exercise)
  const last = record.events.findLast((event) => event.type === 'attempt' && event.exercise === ref)
  return last?.type === 'attempt' ? last : undefined
}

/** Whether the last answer to a question was right; undefined where there was none. */
export function lastAnswer(
  { record }: Pick<Learner, 'record'>,
  day: Pick<Day, 'day'>,
  id: string,
): boolean | undefined {
  const ref = `${day.day}/quiz:${id}`
  const last = record.events.findLast((event) => event.type === 'answer' && event.question === ref)
  return last?.type === 'answer' ? last.correct : undefined
}
