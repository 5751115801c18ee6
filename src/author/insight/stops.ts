import type { TrackerEvent } from '../../../tracker/schema.ts'
import { type Course, type ExerciseRef, refOf } from '../../engine/course/model.ts'
import type { Learner } from './learner.ts'

/** Where learners who have not finished were last. */
export interface Stop {
  day: number
  /** Of the exercise; without one, of the day. */
  title: string
  /** The one of that day that they were at last; absent where they only read, ran a demo or answered questions. */
  exercise?: ExerciseRef
  learners: number
  /** Of them, those who had passed that exercise. */
  passed: number
}

interface Place {
  day: number
  exercise?: ExerciseRef
}

/** The last places of those who have not finished, the most frequent first. Those who have not begun are left out. */
export function stopsOf({ days }: Pick<Course, 'days'>, learners: readonly Learner[]): Stop[] {
  const last = learners
    .filter(({ finished }) => !finished)
    .map((learner) => ({ learner, place: lastPlace(learner, { days }) }))
  const at = (day: number, exercise?: ExerciseRef) =>
    last.flatMap(({ learner, place }) => (place?.day === day && place.exercise === exercise ? [learner] : []))
  return days
    .flatMap((day): Stop[] => [
      { day: day.day, title: day.title, learners: at(day.day).length, passed: 0 },
      ...day.exercises.map((exercise) => {
        const ref = refOf(day, exercise)
        const there = at(day.day, ref)
        const passed = there.filter((learner) => learner.passed.has(ref)).length
        return { day: day.day, title: exercise.title, exercise: ref, learners: there.length, passed }
      }),
    ])
    .filter(({ learners }) => learners > 0)
    .sort((a, b) => b.learners - a.learners)
}

/** Undefined for somebody who has done nothing that belongs to a day of the course. */
export function lastPlace({ events }: Pick<Learner, 'events'>, { days }: Pick<Course, 'days'>): Place | undefined {
  const numbers = new Set(days.map((each) => each.day))
  const refs = new Set(days.flatMap((each) => each.exercises.map((exercise) => refOf(each, exercise))))
  let day: number | undefined
  const exercises = new Map<number, ExerciseRef>()
  for (const event of events) {
    const place = placeOf(event)
    if (place === undefined || !numbers.has(place.day)) continue
    // `course review` asks the questions of earlier days again.
    if (event.type === 'answer' && day !== undefined && place.day < day) continue
    day = place.day
    if (place.exercise && refs.has(place.exercise)) exercises.set(day, place.exercise)
  }
  if (day === undefined) return undefined
  const exercise = exercises.get(day)
  return { day, ...(exercise && { exercise }) }
}

/** Undefined for what says nothing about how far somebody is: notes, plans, reviews. */
function placeOf(event: TrackerEvent): Place | undefined {
  switch (event.type) {
    case 'attempt':
    case 'hint':
    case 'solution-seen':
    case 'reset':
      return { day: Number.parseInt(event.exercise, 10), exercise: event.exercise }
    case 'answer':
      return { day: Number.parseInt(event.question, 10) }
    case 'bench':
    case 'demo':
    case 'visited':
      return { day: event.day }
    default:
      return undefined
  }
}
