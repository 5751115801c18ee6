import type { EventOf } from '../../../tracker/schema.ts'
import { checksum } from '../../checksum.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf } from '../../engine/course/model.ts'
import { type DescribedMistake, readMistakes } from '../../engine/mistakes/list.ts'
import { failsAlike } from '../../engine/mistakes/recognise.ts'
import { byFrequency, checksOfToday, type Frequency, type Learner } from './learner.ts'

type Attempt = EventOf<'attempt'>

/** Attempts that end in the same way at the same checks, as no wrong answer that the course knows does. */
export interface UnknownAnswer extends Frequency {
  exercise: ExerciseRef
  status: Attempt['status']
  /** Titles, in the order of the checks. */
  failing: string[]
  /** It fails every check that there is, so it may be unfinished rather than wrong. */
  all: boolean
}

/** What became of the attempts that did not pass. The last four make the first. */
export interface Compared {
  attempts: number
  /** They end as a known wrong answer does. The record has no cases, so some may be wrong in another way. */
  known: number
  unknown: number
  /** No check is held against them: the code did not load, say. */
  unnamed: number
  /** They fail checks that the exercise does not have today. */
  earlier: number
}

export interface WrongAnswers {
  compared: Compared
  /** The most frequent first. */
  unknown: UnknownAnswer[]
}

/** Compares every attempt that did not pass with the wrong answers that the course knows. Reads these from the course. */
export function compareAnswers(course: Pick<Course, 'root' | 'days'>, learners: readonly Learner[]): WrongAnswers {
  const failed = failedAttempts(learners)
  const compared: Compared = { attempts: 0, known: 0, unknown: 0, unnamed: 0, earlier: 0 }
  const unknown = course.days.flatMap((day) =>
    day.exercises.flatMap((exercise) => {
      const attempts = failed.get(refOf(day, exercise)) ?? []
      return attempts.length === 0 ? [] : compareThose(course, day, exercise, attempts, compared)
    }),
  )
  return { compared, unknown: unknown.sort(byFrequency) }
}

interface Failed {
  learner: Learner
  attempt: Attempt
}

interface Cluster {
  answer: Pick<UnknownAnswer, 'status' | 'failing'>
  found: Failed[]
}

function failedAttempts(learners: readonly Learner[]): Map<ExerciseRef, Failed[]> {
  const failed = new Map<ExerciseRef, Failed[]>()
  for (const learner of learners) {
    for (const event of learner.events) {
      if (event.type !== 'attempt' || event.status === 'passed') continue
      const others = failed.get(event.exercise) ?? []
      failed.set(event.exercise, others)
      others.push({ learner, attempt: event })
    }
  }
  return failed
}

/** Counts the attempts at one exercise, and gives the clusters that are unknown. */
function compareThose(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  attempts: readonly Failed[],
  compared: Compared,
): UnknownAnswer[] {
  const isOfToday = checksOfToday(exercise)
  const mistakes = readMistakes(course, day, exercise).filter((mistake) => mistake.status === 'described')
  const clusters = new Map<string, Cluster>()
  for (const each of attempts) {
    const { status } = each.attempt
    const failing = inOrder([...new Set(each.attempt.failing)], exercise)
    const kind = kindOf({ status, failing }, mistakes, isOfToday)
    compared.attempts++
    compared[kind]++
    if (kind !== 'unknown') continue
    const key = JSON.stringify([status, failing])
    const cluster: Cluster = clusters.get(key) ?? { answer: { status, failing }, found: [] }
    clusters.set(key, cluster)
    cluster.found.push(each)
  }
  return [...clusters.values()].map(({ answer, found }) => ({
    exercise: refOf(day, exercise),
    ...answer,
    all: answer.failing.length === exercise.checks?.length,
    attempts: found.length,
    learners: new Set(found.map(({ learner }) => learner)).size,
  }))
}

function kindOf(
  { status, failing }: Pick<Attempt, 'status' | 'failing'>,
  mistakes: readonly DescribedMistake[],
  isOfToday: (title: string) => boolean,
): Exclude<keyof Compared, 'attempts'> {
  if (failing.length === 0) return 'unnamed'
  if (!failing.every(isOfToday)) return 'earlier'
  return mistakes.some(({ header }) => failsAlike(header, status, failing)) ? 'known' : 'unknown'
}

function inOrder(titles: string[], { checks = [] }: Pick<Exercise, 'checks'>): string[] {
  return titles
    .map((title) => ({ title, place: checks.indexOf(checksum(title)) }))
    .sort((a, b) => a.place - b.place)
    .map(({ title }) => title)
}
