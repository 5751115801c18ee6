import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { roomsOf } from '../course/earlier.ts'
import type { Course } from '../course/model.ts'
import { MARKER } from './marker.ts'

type Named = Pick<Course, 'title'>

/** In the marker: which course the workbook belongs to. */
const FILE = 'course.json'

/**
 * Refuses a workbook of another course: two courses would count each other's exercises. A course that got a new title
 * is known by its starters.
 * @throws Problem when it belongs to another course
 */
export function checkCourse(root: string, course: Pick<Course, 'title' | 'days'>): void {
  const owner = otherCourseOf(root, course)
  if (owner === undefined) return
  throw new Problem(
    `${shellWord(root)} is the workbook of another course, "${owner}". This one is "${course.title}".`,
    `Give this course a folder of its own: \`${toType('init <dir>')}\`, or name one with --workbook <dir> or COURSE_WORKBOOK. If it is the same course under a new title, delete ${shellWord(join(root, MARKER, FILE))}.`,
  )
}

/** The title of the other course that a workbook belongs to; undefined where it is this one's, or does not say. */
export function otherCourseOf(root: string, course: Pick<Course, 'title' | 'days'>): string | undefined {
  const owner = titleIn(root)
  if (owner === undefined || owner === course.title || hasItsStarters(root, course)) return undefined
  return owner
}

/** Notes which course a workbook belongs to. A folder that cannot be written to keeps no record that could be mixed up. */
export function rememberCourse(root: string, { title }: Named): void {
  if (titleIn(root) === title) return
  try {
    makeFolder(join(root, MARKER))
    writeFileSync(join(root, MARKER, FILE), `${JSON.stringify({ title }, null, 2)}\n`)
  } catch {
    // Whatever comes next says that it cannot write there.
  }
}

/** True when the marker holds starters: the folder was made a workbook, and is not only one of a record. */
export function isFurnished(root: string): boolean {
  return entriesOf(join(root, MARKER)).includes('starters')
}

function titleIn(root: string): string | undefined {
  try {
    const known: unknown = JSON.parse(readFileSync(join(root, MARKER, FILE), 'utf8'))
    const title = typeof known === 'object' && known !== null && 'title' in known ? known.title : undefined
    return typeof title === 'string' ? title : undefined
  } catch {
    return undefined
  }
}

function hasItsStarters(root: string, { days }: Pick<Course, 'days'>): boolean {
  const rooms = entriesOf(join(root, MARKER, 'starters'))
  const known = rooms.filter((room) => days.some((day) => roomsOf(day).includes(room)))
  return known.length > rooms.length / 2
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
