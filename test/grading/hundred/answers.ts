/** What learners hand in: everything that the course knows of an exercise, each with the end that it must come to. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findExercise } from '../../../src/engine/course/find.ts'
import type { Course, ExerciseRef } from '../../../src/engine/course/model.ts'
import { layOutMistake } from '../../../src/engine/mistakes/lay-out.ts'
import { readMistakes } from '../../../src/engine/mistakes/list.ts'

export interface Answer {
  exercise: ExerciseRef
  /** `starter`, `solution`, `mistake recursion`, `alternative compose.async.ts`, `hostile breeder` */
  name: string
  text: string
  /** What `author check` proves of it; undefined where only `check` can tell. */
  end?: { status: string; failing: string[] }
}

const ALTERNATIVES = join(import.meta.dirname, '../../alternatives')
const PASSES = { status: 'passed', failing: [] }

/** Those of one exercise whose answer is a file. Wrong ones that take their time to be caught are left out. */
export function answersTo(course: Course, exercise: ExerciseRef): Answer[] {
  const { day, exercise: found } = findExercise(course, exercise)
  const read = (room: string) => readFileSync(join(course.root, room, day.room, found.file), 'utf8')
  const others = readdirSync(ALTERNATIVES).filter((name) => name.startsWith(`${found.id}.`) && name.endsWith('.ts'))
  const wrong = readMistakes(course, day, found).flatMap((mistake): Answer[] => {
    if (mistake.status !== 'described' || mistake.header.status !== 'failed') return []
    const laidOut = layOutMistake(course, day, found, mistake.name)
    const text = readFileSync(laidOut.path, 'utf8')
    laidOut.remove()
    const end = { status: mistake.header.status, failing: mistake.header.fails }
    return [{ exercise, name: `mistake ${mistake.name}`, text, end }]
  })
  return [
    { exercise, name: 'starter', text: read('exercises'), end: { status: 'not-begun', failing: [] } },
    { exercise, name: 'solution', text: read('solutions'), end: PASSES },
    ...others.map((name) => ({
      exercise,
      name: `alternative ${name}`,
      text: readFileSync(join(ALTERNATIVES, name), 'utf8'),
      end: PASSES,
    })),
    ...wrong,
  ]
}
