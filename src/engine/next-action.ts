import type { Progress } from '../../tracker/progress.ts'
import { toType } from '../to-type.ts'
import type { Course, Day, Exercise } from './course/model.ts'

/** What a learner does next, with the command that does it. */
export type NextAction = { command: string } & (
  | { kind: 'read'; day: Day /** Where they stopped. */; section?: string }
  | { kind: 'exercise'; day: Day; exercise: Exercise }
  | { kind: 'quiz' | 'bench'; day: Day }
  | { kind: 'review'; due: number }
)

/** Stands in `visited` events for a day that was read to its end. No anchor looks like that. */
export const READ_TO_THE_END = '(end)'

/** A day that was begun is read to its end first, then its exercises, quiz and benchmark. Undefined when all is done. */
export function nextAction(course: Pick<Course, 'days'>, progress: Progress): NextAction | undefined {
  const { next, due } = progress
  const day = course.days.find((candidate) => candidate.day === next?.day)
  if (!next || !day) return due.length > 0 ? { kind: 'review', due: due.length, command: toType('review') } : undefined
  const shown = progress.days.find((candidate) => candidate.day === day.day)
  const read: NextAction = { kind: 'read', day, command: toType(`day ${day.day}`) }
  if (next.kind === 'read') return read
  const isTried = shown?.exercises.some(({ status }) => status !== 'todo') ?? false
  if (shown?.section !== undefined && shown.section !== READ_TO_THE_END && !isTried) {
    return { ...read, section: shown.section }
  }
  const exercise = day.exercises.find(({ id }) => id === next.exercise)
  if (exercise) return { kind: 'exercise', day, exercise, command: toType(`watch ${day.day}/${exercise.id}`) }
  return { kind: next.kind === 'bench' ? 'bench' : 'quiz', day, command: toType(`${next.kind} ${day.day}`) }
}
