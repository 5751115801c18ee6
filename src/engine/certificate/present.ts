import { join } from 'node:path'
import { namesOf } from '../../names.ts'
import { type Course, type ExerciseRef, refOf } from '../course/model.ts'
import { readCheckFiles } from '../judge/check-files.ts'
import type { Statement } from './certificate.ts'

/** Titles of the checks that the exercises of a course have today. One whose checks cannot be read is left out. */
export function presentChecks({ root, days }: Course): ReadonlyMap<ExerciseRef, readonly string[]> {
  const titles = new Map<ExerciseRef, readonly string[]>()
  for (const day of days) {
    for (const exercise of day.exercises) {
      const read = titlesIn(join(root, 'checks', day.room, `${exercise.id}.check.ts`))
      if (read) titles.set(refOf(day, exercise), read)
    }
  }
  return titles
}

function titlesIn(file: string): string[] | undefined {
  try {
    return readCheckFiles(file).flatMap(({ checks }) => checks.map(({ title }) => title))
  } catch {
    return undefined
  }
}

export interface NotNamed {
  exercise: ExerciseRef
  /** Whether the certificate names the exercise at all. */
  certified: boolean
  checks: string[]
}

/** The checks that a course has today and a certificate does not name, by exercise. */
export function notNamed(
  course: Pick<Course, 'days'>,
  present: ReadonlyMap<ExerciseRef, readonly string[]>,
  statement: Statement,
): NotNamed[] {
  const names = namesOf(course)
  const certified = new Map(
    statement.days.flatMap(({ day: number, title, exercises }) => {
      // Numbers change; one with the same title has not.
      const same = course.days.find((day) => day.day === number && day.title === title)
      return exercises.map(({ exercise, checks }) => [names.ref(exercise, same?.room) ?? exercise, checks] as const)
    }),
  )
  return course.days.flatMap((day) =>
    day.exercises.flatMap((exercise) => {
      const ref = refOf(day, exercise)
      const named = new Set(certified.get(ref))
      const checks = (present.get(ref) ?? []).filter((title) => !named.has(title))
      return checks.length === 0 ? [] : [{ exercise: ref, certified: certified.has(ref), checks }]
    }),
  )
}
