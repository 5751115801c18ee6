import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checksum } from '../../checksum.ts'
import { roomsOf } from '../course/earlier.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf } from '../course/model.ts'
import { keyOf, lyingElsewhere, type Shadowed, type Staying } from './elsewhere.ts'
import { ensureDay } from './ensure-day.ts'
import { MARKER } from './marker.ts'
import { placeHere, renamedPath } from './own-place.ts'
import { readSeen, type Seen, type SeenToday, underNamesOfToday, withEarlier } from './seen.ts'
import { type ExerciseFile, isSameText, readIfThere, readPristine, readStarter, writeWhole } from './starters.ts'
import type { Workbook } from './workbook.ts'

/** What a newer course has changed since the learner was told last. */
export interface CourseNews {
  /** Days that have another number. */
  moved: { from: number; to: number }[]
  /** Exercises that have another name, or are another day's. */
  renamed: { from: ExerciseRef; to: ExerciseRef }[]
  /** What the learner has under an earlier name, and is read there. */
  staying: Staying[]
  /** What the learner has under an earlier name, and is not read, since there is one under the name of today. */
  shadowed: Shadowed[]
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

/**
 * Compares the course with what the learner was told of it last, and remembers that they are told now. Starters that they
 * have not touched follow the course. Undefined where nothing changed, and the first time, unless something of theirs lies
 * under an earlier name.
 */
export function takeNews(workbook: Workbook, course: Course): CourseNews | undefined {
  if (!existsSync(join(workbook.root, MARKER))) return undefined
  const file = join(workbook.root, MARKER, 'seen.json')
  const kept = readSeen(file)
  const before = kept?.course === course.title ? underNamesOfToday(kept, course) : undefined
  const leftAlone = new Set<ExerciseRef>()
  const earlier = lyingElsewhere(workbook, course)
  const now = withEarlier(before?.seen, { ...lookAt(workbook, course, leftAlone), told: earlier.told })
  if (before && JSON.stringify(kept) === JSON.stringify(now)) return undefined
  try {
    writeWhole(file, `${JSON.stringify(now)}\n`)
  } catch {
    // Rather told nothing than told the same every evening.
    return undefined
  }
  const isNew = (it: Staying | Shadowed) => !kept?.told?.includes(keyOf(it))
  const news: CourseNews = {
    ...(before ? newsBetween(before, now, leftAlone) : NOTHING),
    staying: earlier.staying.filter(isNew),
    shadowed: earlier.shadowed.filter(isNew),
  }
  return Object.values(news).some((list) => list.length > 0) ? news : undefined
}

type Changes = Omit<CourseNews, 'staying' | 'shadowed'>

const NOTHING: Changes = {
  moved: [],
  renamed: [],
  lessons: [],
  added: [],
  checks: [],
  refreshed: [],
  leftAlone: [],
}

type Table = 'lessons' | 'checks' | 'starters'

function newsBetween(
  { seen, moved, renamed, otherRooms }: SeenToday,
  now: Seen,
  leftAlone: ReadonlySet<ExerciseRef>,
): Changes {
  const changed = (key: Table) =>
    Object.keys(now[key]).filter((name) => seen[key][name] !== undefined && seen[key][name] !== now[key][name])
  const starters = changed('starters') as ExerciseRef[]
  // The name is a part of these, and of the text of a lesson.
  const isRenamed = (ref: ExerciseRef) => renamed.some(({ to }) => to === ref)
  return {
    moved,
    renamed,
    lessons: changed('lessons')
      .map(Number)
      .filter((day) => !otherRooms.has(day)),
    added: Object.keys(now.lessons)
      .filter((day) => seen.lessons[day] === undefined)
      .map(Number),
    checks: changed('checks') as ExerciseRef[],
    refreshed: starters.filter((ref) => !leftAlone.has(ref) && !isRenamed(ref)),
    leftAlone: starters.filter((ref) => leftAlone.has(ref)),
  }
}

function lookAt(workbook: Workbook, course: Course, leftAlone: Set<ExerciseRef>): Seen {
  const seen: Seen = { course: course.title, rooms: {}, lessons: {}, checks: {}, starters: {} }
  for (const day of course.days) {
    if (day.digest !== undefined) {
      seen.lessons[day.day] = day.digest
      seen.rooms[day.day] = day.room
    }
    for (const exercise of day.exercises) {
      const ref = refOf(day, exercise)
      if (exercise.checks) seen.checks[ref] = checksum(exercise.checks.join())
    }
    const isBegun = roomsOf(day).some((room) => existsSync(join(workbook.root, MARKER, 'starters', room)))
    if (isBegun) lookAtStarters(workbook, course, day, seen, leftAlone)
  }
  return seen
}

function lookAtStarters(workbook: Workbook, course: Course, day: Day, seen: Seen, leftAlone: Set<ExerciseRef>): void {
  const starters = day.exercises.map((exercise) => ({ exercise, files: starterOf(course, day, exercise) }))
  const placed = ({ exercise, files }: (typeof starters)[number]) => {
    const { room, file } = placeHere(workbook.root, day, exercise)
    return files.map(({ path, content }) => ({ room, path: renamedPath(path, exercise.file, file), content }))
  }
  const isNew = ({ room, path, content }: ExerciseFile & { room: string }) => {
    const pristine = readPristine(workbook, room, path)
    return !pristine || !isSameText(pristine, content)
  }
  if (starters.flatMap(placed).some(isNew)) ensureQuietly(workbook, course, day)
  for (const starter of starters) {
    const ref = refOf(day, starter.exercise)
    seen.starters[ref] = checksum(
      starter.files.map(({ path, content }) => `${path}\n${content.toString('latin1')}`).join('\n'),
    )
    // What is still not the starter of today was edited: it would have followed.
    const isLeft = placed(starter).some((file) => isNew(file) && isThere(join(workbook.root, file.room, file.path)))
    if (isLeft) leftAlone.add(ref)
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
