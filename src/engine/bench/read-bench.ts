import { join, resolve } from 'node:path'
import * as v from 'valibot'
import type { Bench } from '../../bench/index.ts'
import { Problem } from '../../problem.ts'
import type { Course, Day } from '../course/model.ts'
import { importFromCourse } from './imports.ts'

const load = v.looseObject({ path: v.pipe(v.string(), v.startsWith('/')) })
const named = { id: v.string(), title: v.string(), load: v.optional(v.partial(load)) }
const benchSchema = v.looseObject({
  question: v.string(),
  variants: v.pipe(
    v.array(
      v.union([v.looseObject({ ...named, file: v.string() }), v.looseObject({ ...named, exercise: v.string() })]),
    ),
    v.minLength(2, 'a benchmark compares two variants at least'),
  ),
  load,
  judge: v.function(),
})

/**
 * The benchmark of a day.
 * @throws Problem when the day has none, or its bench.ts does not load or does not export one
 */
export async function readBench(course: Course, day: Day, packageRoot: string): Promise<Bench> {
  mustHaveBench(course, day)
  const file = benchFile(course, day)
  let exported: unknown
  try {
    exported = await importFromCourse(packageRoot, file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Problem(`${file} does not load: ${why}`, 'Mend that file, then try again.', { cause: error })
  }
  const result = v.safeParse(v.object({ default: benchSchema }), exported)
  if (!result.success) {
    const issue = result.issues[0]
    throw new Problem(
      `${file} is not a benchmark: ${v.getDotPath(issue)?.replace(/^default\.?/, '') || 'the default export'}: ${issue.message}`,
      'It needs a default export made by defineBench (CONTRIBUTING.md, "I want to add a lesson").',
    )
  }
  // The schema has looked at what can go wrong in practice; the rest is the type that defineBench asked for.
  return result.output.default as unknown as Bench
}

/** @throws Problem when the day has none */
export function mustHaveBench(course: Course, day: Day): void {
  if (!day.hasBench) throw new Problem(`Day ${day.day} has no benchmark.`, daysWithOne(course))
}

export function benchFile(course: Course, day: Day): string {
  return join(course.root, 'lessons', day.room, 'bench.ts')
}

/** The files of a benchmark that the course itself brings. */
export function filesOf(course: Course, day: Day, bench: Bench): string[] {
  const main = benchFile(course, day)
  return [main, ...bench.variants.flatMap((variant) => ('file' in variant ? [resolve(main, '..', variant.file)] : []))]
}

function daysWithOne(course: Course): string {
  const days = course.days.filter((day) => day.hasBench)
  if (days.length === 0) return 'No day of this course has one yet.'
  return `Days that have one: ${days.map((day) => `${day.day} (${day.title})`).join(', ')}.`
}
