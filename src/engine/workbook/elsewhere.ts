import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { roomsOf } from '../course/earlier.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf } from '../course/model.ts'
import { placeHere } from './own-place.ts'
import { isSameText, readIfThere, readPristine } from './starters.ts'
import type { Workbook } from './workbook.ts'

/** Something of the learner's that lies under an earlier name, and is read there. Paths have `/` in them. */
export interface Staying {
  path: string
  /** Of a folder. */
  day?: number
  /** Of a file. */
  exercise?: ExerciseRef
}

/** A version of the learner's under an earlier name that is not read, since another is there under a later one. */
export interface Shadowed {
  path: string
  by: string
}

/** What a workbook holds under earlier names of days and exercises. */
export function lyingElsewhere(workbook: Workbook, { days }: Pick<Course, 'days'>) {
  const all = days.flatMap((day) => day.exercises.map((exercise) => lyingOf(workbook, day, exercise)))
  const staying = [...days.flatMap((day) => folderOf(workbook, day)), ...all.flatMap((each) => each.staying)]
  const shadowed = all.flatMap((each) => each.shadowed)
  return { staying, shadowed, told: [...staying, ...shadowed].map(keyOf) }
}

/** By what it is remembered that the learner was told of it. */
export function keyOf(it: Staying | Shadowed): string {
  return 'by' in it ? `${it.path} < ${it.by}` : it.path
}

function folderOf({ root }: Workbook, day: Day): Staying[] {
  const earlier = roomsOf(day).slice(1)
  return earlier.filter((room) => existsSync(join(root, room))).map((path) => ({ path, day: day.day }))
}

function lyingOf(workbook: Workbook, day: Day, exercise: Exercise): { staying: Staying[]; shadowed: Shadowed[] } {
  const { earlier = [] } = exercise
  if (earlier.length === 0) return { staying: [], shadowed: [] }
  const { room, file } = placeHere(workbook.root, day, exercise)
  const own = `${room}/${file}`
  // One that lies in a folder of its day, under its own name, goes with the folder.
  const isNamedSo = file === exercise.file && roomsOf(day).includes(room)
  const isThere = existsSync(join(workbook.root, own))
  const end = file.endsWith('/') ? '/' : '.ts'
  const others = earlier.map((path) => path + end).filter((path) => path !== own && isWork(workbook, path))
  return {
    staying: isThere && !isNamedSo ? [{ path: own, exercise: refOf(day, exercise) }] : [],
    shadowed: isThere ? others.map((path) => ({ path, by: own })) : [],
  }
}

/** A starter that nobody touched is nobody's work. */
function isWork(workbook: Workbook, path: string): boolean {
  if (path.endsWith('/')) return existsSync(join(workbook.root, path))
  try {
    const mine = readIfThere(join(workbook.root, path))
    const pristine = readPristine(workbook, '', path)
    return mine !== undefined && !(pristine && isSameText(mine, pristine))
  } catch {
    return true
  }
}
