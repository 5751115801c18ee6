import type { EventOf } from '../../../tracker/schema.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf } from '../../engine/course/model.ts'
import { byFrequency, checksOfToday, type Frequency, type Learner } from './learner.ts'

/** How learners fare with one exercise. */
export interface ExerciseInsight {
  exercise: ExerciseRef
  title: string
  /** Those who had it judged or took a hint for it. */
  learners: number
  /** Of them, those who passed it. */
  passed: number
  attempts: number
  /** The checks of today that failed in an attempt, the most frequent first. */
  checks: FailingCheck[]
  /** Every hint that it has, with those who took it. */
  hints: { step: number; learners: number }[]
}

export interface FailingCheck extends Frequency {
  title: string
}

interface Tally {
  learners: Set<Learner>
  attempts: number
  /** By title. */
  checks: Map<string, { learners: Set<Learner>; attempts: number }>
  /** By step. */
  hints: Map<number, Set<Learner>>
}

/** The exercises that anybody touched, in the order of the course. Reviews are no attempts, and do not count. */
export function exerciseInsights({ days }: Pick<Course, 'days'>, learners: readonly Learner[]): ExerciseInsight[] {
  const tallies = tallyUp(learners)
  return days.flatMap((day) =>
    day.exercises.flatMap((exercise) => {
      const tally = tallies.get(refOf(day, exercise))
      return tally ? [insightOn(day, exercise, tally)] : []
    }),
  )
}

function insightOn(day: Day, exercise: Exercise, { learners, attempts, checks, hints }: Tally): ExerciseInsight {
  const ref = refOf(day, exercise)
  const isOfToday = checksOfToday(exercise)
  return {
    exercise: ref,
    title: exercise.title,
    learners: learners.size,
    passed: [...learners].filter(({ passed }) => passed.has(ref)).length,
    attempts,
    checks: [...checks]
      .filter(([title]) => isOfToday(title))
      .map(([title, failed]) => ({ title, attempts: failed.attempts, learners: failed.learners.size }))
      .sort(byFrequency),
    hints: exercise.hints.map((_, index) => ({ step: index + 1, learners: hints.get(index + 1)?.size ?? 0 })),
  }
}

function tallyUp(learners: readonly Learner[]): Map<ExerciseRef, Tally> {
  const tallies = new Map<ExerciseRef, Tally>()
  for (const learner of learners) {
    for (const event of learner.events) {
      if (event.type !== 'attempt' && event.type !== 'hint') continue
      const tally = tallies.get(event.exercise) ?? nothing()
      tallies.set(event.exercise, tally)
      tally.learners.add(learner)
      if (event.type === 'attempt') countAttempt(tally, learner, event)
      else tally.hints.set(event.step, (tally.hints.get(event.step) ?? new Set<Learner>()).add(learner))
    }
  }
  return tallies
}

function nothing(): Tally {
  return { learners: new Set(), attempts: 0, checks: new Map(), hints: new Map() }
}

function countAttempt(tally: Tally, learner: Learner, { failing }: EventOf<'attempt'>): void {
  tally.attempts++
  for (const title of new Set(failing)) {
    const failed = tally.checks.get(title) ?? { learners: new Set<Learner>(), attempts: 0 }
    tally.checks.set(title, failed)
    failed.learners.add(learner)
    failed.attempts++
  }
}
