import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checksum } from '../../checksum.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf } from '../course/model.ts'
import { ensureDay } from './ensure-day.ts'
import { MARKER } from './marker.ts'
import { type ExerciseFile, isSameText, readIfThere, readPristine, readStarter, writeWhole } from './starters.ts'
import type { Workbook } from './workbook.ts'

/** What a newer course has changed since the learner was told last. */
export interface CourseNews {
  /** Days whose text or questions are others. */
  lessons: number[]
  /** Days that were not there. */
  added: number[]
  /** Exercises with other checks. */
  checks: ExerciseRef[]
  /** Starters that changed: the learner had not touched them, so theirs is the new one. */
  refreshed: ExerciseRef[]
  /** Starters that changed, and the learner's files are as they were: they had edited them. */
  leftAlone: ExerciseRef[]
}

/** Checksums by day and by exercise, as the learner was told of them. */
interface Seen {
  /** The title: a workbook that another course is tried on is told nothing of either. */
  course: string
  lessons: Record<string, string>
  checks: Record<string, string>
  starters: Record<string, string>
}

/**
 * Compares the course with what the learner was told of it last, and remembers that they are told now. Starters that they
 * have not touched follow the course. Undefined where nothing changed, and the first time.
 */
export function takeNews(workbook: Workbook, course: Course): CourseNews | undefined {
  if (!existsSync(join(workbook.root, MARKER))) return undefined
  const file = join(workbook.root, MARKER, 'seen.json')
  const kept = readSeen(file)
  const before = kept?.course === course.title ? kept : undefined
  const leftAlone = new Set<ExerciseRef>()
  const now = withEarlier(before, lookAt(workbook, course, leftAlone))
  if (before && JSON.stringify(before) === JSON.stringify(now)) return undefined
  try {
    writeWhole(file, `${JSON.stringify(now)}\n`)
  } catch {
    // Rather told nothing than told the same every evening.
    return undefined
  }
  return before && newsBetween(before, now, leftAlone)
}

/** A day that cannot be read today is not new once it can be again. */
function withEarlier(before: Seen | undefined, now: Seen): Seen {
  if (!before) return now
  return {
    course: now.course,
    lessons: { ...before.lessons, ...now.lessons },
    checks: { ...before.checks, ...now.checks },
    starters: { ...before.starters, ...now.starters },
  }
}

type Table = 'lessons' | 'checks' | 'starters'

function newsBetween(before: Seen, now: Seen, leftAlone: ReadonlySet<ExerciseRef>): CourseNews | undefined {
  const changed = (key: Table) =>
    Object.keys(now[key]).filter((name) => before[key][name] !== undefined && before[key][name] !== now[key][name])
  const starters = changed('starters') as ExerciseRef[]
  const news: CourseNews = {
    lessons: changed('lessons').map(Number),
    added: Object.keys(now.lessons)
      .filter((day) => before.lessons[day] === undefined)
      .map(Number),
    checks: changed('checks') as ExerciseRef[],
    refreshed: starters.filter((ref) => !leftAlone.has(ref)),
    leftAlone: starters.filter((ref) => leftAlone.has(ref)),
  }
  return Object.values(news).some((list) => list.length > 0) ? news : undefined
}

function lookAt(workbook: Workbook, course: Course, leftAlone: Set<ExerciseRef>): Seen {
  const seen: Seen = { course: course.title, lessons: {}, checks: {}, starters: {} }
  for (const day of course.days) {
    if (day.digest !== undefined) seen.lessons[day.day] = day.digest
    for (const exercise of day.exercises) {
      const ref = refOf(day, exercise)
      if (exercise.checks) seen.checks[ref] = checksum(exercise.checks.join())
    }
    if (existsSync(join(workbook.root, MARKER, 'starters', day.room)))
      lookAtStarters(workbook, course, day, seen, leftAlone)
  }
  return seen
}

function lookAtStarters(workbook: Workbook, course: Course, day: Day, seen: Seen, leftAlone: Set<ExerciseRef>): void {
  const files = new Map(day.exercises.map((exercise) => [refOf(day, exercise), starterOf(course, day, exercise)]))
  const isNew = ({ path, content }: ExerciseFile) => {
    const pristine = readPristine(workbook, day.room, path)
    return !pristine || !isSameText(pristine, content)
  }
  if ([...files.values()].flat().some(isNew)) ensureQuietly(workbook, course, day)
  for (const [ref, starter] of files) {
    seen.starters[ref] = checksum(
      starter.map(({ path, content }) => `${path}\n${content.toString('latin1')}`).join('\n'),
    )
    // What is still not the starter of today was edited: it would have followed.
    if (starter.some((file) => isNew(file) && isThere(join(workbook.root, day.room, file.path)))) leftAlone.add(ref)
  }
}

/** A starter that cannot be read is told of where it is needed. */
function starterOf(course: Course, day: Day, exercise: Exercise): ExerciseFile[] {
  try {
    return readStarter(course, day, exercise)
  } catch {
    return []
  }
}

function ensureQuietly(workbook: Workbook, course: Course, day: Day): void {
  try {
    ensureDay(workbook, course, day)
  } catch {
    // Opening the day says why.
  }
}

function isThere(path: string): boolean {
  try {
    return readIfThere(path) !== undefined
  } catch {
    return true
  }
}

function readSeen(file: string): Seen | undefined {
  try {
    const { course, lessons, checks, starters } = JSON.parse(readFileSync(file, 'utf8'))
    return [lessons, checks, starters].every(isTable) ? { course, lessons, checks, starters } : undefined
  } catch {
    return undefined
  }
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
