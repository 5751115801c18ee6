import type { Course } from '../src/engine/course/model.ts'
import type { Score } from '../src/score.ts'
import type { DayProgress } from './day-progress.ts'

export interface GateProgress {
  gate: number
  day: number
  title: string
  /** `coming`: its day is not written yet, so it keeps nothing closed. `forced`: the learner went on without it. */
  status: 'coming' | 'todo' | 'started' | 'passed' | 'forced'
  /** Of the day's project: the points of the best attempt, full marks, and the mark. */
  points?: number
  of?: number
  pass?: number
}

/** Where each gate stands. A gate is passed when its day is done, or its project has reached the mark. */
export function gatesOf(
  course: Pick<Course, 'phases' | 'gates'>,
  days: readonly DayProgress[],
  /** Days that the learner opened though their gate kept them closed. */
  forced: readonly number[],
): GateProgress[] {
  return course.gates.map(({ gate, day, title }) => {
    const behind = daysBehind(course, day)
    const isForced = forced.some((each) => each === day || behind.includes(each))
    const shown = days.find((each) => each.day === day)
    const score = projectOf(days, day)?.score
    const marks = score && { points: score.points, of: score.of, pass: score.pass }
    return { gate, day, title, status: statusOf(shown, isForced), ...marks }
  })
}

/** The project of a day, with its best attempt; undefined where it has none. */
export function projectOf(days: readonly DayProgress[], day: number): { id: string; score: Score } | undefined {
  const exercises = days.find((each) => each.day === day)?.exercises ?? []
  return exercises.flatMap(({ id, score }) => (score ? [{ id, score }] : []))[0]
}

/** The days of every phase after a gate that is neither passed nor forced. */
export function lockedDays(course: Pick<Course, 'phases'>, gates: readonly GateProgress[]): Set<number> {
  const closed = gates.filter(({ status }) => status === 'todo' || status === 'started')
  return new Set(closed.flatMap(({ day }) => daysBehind(course, day)))
}

function statusOf(day: DayProgress | undefined, isForced: boolean): GateProgress['status'] {
  if (day === undefined || day.status === 'coming') return 'coming'
  const { exercises, status } = day
  const isScored = exercises.some(({ score }) => score) && exercises.every((exercise) => exercise.status === 'passed')
  if (status === 'done' || isScored) return 'passed'
  if (isForced) return 'forced'
  return status === 'started' ? 'started' : 'todo'
}

function daysBehind({ phases }: Pick<Course, 'phases'>, gateDay: number): number[] {
  const own = phases.findIndex((phase) => phase.days.includes(gateDay))
  return own === -1 ? [] : phases.slice(own + 1).flatMap((phase) => phase.days)
}
