import type { Course } from '../src/engine/course/model.ts'
import type { DayProgress } from './progress.ts'
import type { TrackerEvent } from './schema.ts'

export interface GateProgress {
  gate: number
  day: number
  title: string
  /** `coming`: its day is not written yet, so it keeps nothing closed. `forced`: the learner went on without it. */
  status: 'coming' | 'todo' | 'started' | 'passed' | 'forced'
}

/** Where each gate stands. A gate is passed when its day is done. */
export function gatesOf(
  course: Pick<Course, 'phases' | 'gates'>,
  days: readonly DayProgress[],
  events: readonly TrackerEvent[],
): GateProgress[] {
  const forced = events.flatMap((event) => (event.type === 'forced' ? [event.day] : []))
  return course.gates.map(({ gate, day, title }) => {
    const behind = daysBehind(course, day)
    const isForced = forced.some((each) => each === day || behind.includes(each))
    return { gate, day, title, status: statusOf(days.find((each) => each.day === day)?.status, isForced) }
  })
}

/** The days of every phase after a gate that is neither passed nor forced. */
export function lockedDays(course: Pick<Course, 'phases'>, gates: readonly GateProgress[]): Set<number> {
  const closed = gates.filter(({ status }) => status === 'todo' || status === 'started')
  return new Set(closed.flatMap(({ day }) => daysBehind(course, day)))
}

function statusOf(day: DayProgress['status'] | undefined, isForced: boolean): GateProgress['status'] {
  if (day === 'done') return 'passed'
  if (day === undefined || day === 'coming') return 'coming'
  if (isForced) return 'forced'
  return day === 'started' ? 'started' : 'todo'
}

function daysBehind({ phases }: Pick<Course, 'phases'>, gateDay: number): number[] {
  const own = phases.findIndex((phase) => phase.days.includes(gateDay))
  return own === -1 ? [] : phases.slice(own + 1).flatMap((phase) => phase.days)
}
