import { type Course, refOf } from '../../engine/course/model.ts'
import { type ExerciseInsight, exerciseInsights } from './exercises.ts'
import type { Learner } from './learner.ts'
import { type Stop, stopsOf } from './stops.ts'
import { compareAnswers, type WrongAnswers } from './wrong-answers.ts'

/** What the records of many learners show. Counts only: nobody is named, and every text comes from the course. */
export interface Insight extends WrongAnswers {
  learners: { finished: number; onTheWay: number; notBegun: number }
  exercises: ExerciseInsight[]
  stops: Stop[]
  /** Attempts at exercises that the course does not have. */
  elsewhere: number
  /** Records with an attempt that another has as well: somebody may be counted twice. */
  overlapping: number
}

export function composeInsight(course: Pick<Course, 'root' | 'days'>, learners: readonly Learner[]): Insight {
  const stops = stopsOf(course, learners)
  const finished = learners.filter((learner) => learner.finished).length
  const onTheWay = stops.reduce((sum, stop) => sum + stop.learners, 0)
  return {
    learners: { finished, onTheWay, notBegun: learners.length - finished - onTheWay },
    exercises: exerciseInsights(course, learners),
    stops,
    ...compareAnswers(course, learners),
    elsewhere: countElsewhere(course, learners),
    overlapping: countOverlapping(learners),
  }
}

function countElsewhere({ days }: Pick<Course, 'days'>, learners: readonly Learner[]): number {
  const known = new Set(days.flatMap((day) => day.exercises.map((exercise) => refOf(day, exercise))))
  return learners
    .flatMap(({ events }) => events)
    .filter((event) => event.type === 'attempt' && !known.has(event.exercise)).length
}

/** Attempts are told apart to the millisecond, so one that stands in two records was copied: an archive beside its workbook. */
function countOverlapping(learners: readonly Learner[]): number {
  const owners = new Map<string, Learner>()
  const overlapping = new Set<Learner>()
  for (const learner of learners) {
    for (const event of learner.events) {
      if (event.type !== 'attempt') continue
      const text = JSON.stringify(event)
      const owner = owners.get(text)
      if (owner === undefined) owners.set(text, learner)
      else if (owner !== learner) overlapping.add(owner).add(learner)
    }
  }
  return overlapping.size
}
