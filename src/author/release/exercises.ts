import { checksum } from '../../checksum.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf } from '../../engine/course/model.ts'
import { readStarter } from '../../engine/workbook/starters.ts'
import { splitAlias } from '../../names/alias.ts'
import { namesOf } from '../../names.ts'
import { lessonFile } from '../lesson.ts'
import type { Lost, Release } from './changes.ts'
import { type Pair, readyIn } from './days.ts'

export interface Courses {
  before: Course
  /** With every alias of a day that it lacks. */
  after: Course
}

interface Placed {
  day: Day
  exercise: Exercise
}

/** Follows each exercise to what it is now, in whichever day. */
export function compareExercises({ before, after }: Courses, pairs: readonly Pair[], release: Release): void {
  const names = namesOf(after)
  const now = new Map(placedIn(readyIn(after)).map((each) => [refOf(each.day, each.exercise), each]))
  const reached = new Set<string>()
  const gone: Placed[] = []
  for (const was of placedIn(readyIn(before))) {
    const ref = refOf(was.day, was.exercise)
    const pair = pairs.find((each) => each.was === was.day)
    // Most of a record names no folder.
    const to = names.ref(ref)
    const is = to === undefined ? undefined : now.get(to as ExerciseRef)
    if (!is) {
      gone.push(was)
      continue
    }
    reached.add(refOf(is.day, is.exercise))
    if (pair?.is.day !== is.day.day || was.exercise.id !== is.exercise.id) {
      release.exercises.renamed.push({ from: ref, to: refOf(is.day, is.exercise) })
    }
    compareContent({ before, after }, was, is, release)
    release.lost.push(...lostRequirements(was, is), ...lostAliases(was, is, pair, after))
  }
  const added = [...now].filter(([ref]) => !reached.has(ref)).map(([, each]) => each)
  release.exercises.added.push(...added.map(({ day, exercise }) => refOf(day, exercise)))
  for (const was of gone) {
    const like = added.find((each) => isLike({ before, after }, was, each))
    release.lost.push(lostExercise(was, like, pairs))
  }
}

function placedIn(days: readonly Day[]): Placed[] {
  return days.flatMap((day) => day.exercises.map((exercise) => ({ day, exercise })))
}

function compareContent(courses: Courses, was: Placed, is: Placed, release: Release): void {
  const ref = refOf(is.day, is.exercise)
  if (checksOf(was) !== checksOf(is)) release.exercises.checks.push(ref)
  if (starterOf(courses.before, was) !== starterOf(courses.after, is)) release.exercises.starters.push(ref)
}

function checksOf({ exercise: { checks = [] } }: Placed): string {
  return checksum(checks.join())
}

/** The texts alone: a renamed file is the same starter. */
function starterOf(course: Course, { day, exercise }: Placed): string {
  const texts = readStarter(course, day, exercise).map(({ content }) => content.toString('latin1'))
  return checksum(texts.join('\n'))
}

/** A new one that may be an old one, without saying so. */
function isLike(courses: Courses, was: Placed, is: Placed): boolean {
  return (
    was.exercise.title === is.exercise.title ||
    (checksOf(was) === checksOf(is) && was.exercise.checks !== undefined) ||
    starterOf(courses.before, was) === starterOf(courses.after, is)
  )
}

function lostExercise(was: Placed, like: Placed | undefined, pairs: readonly Pair[]): Lost {
  const name = refOf(was.day, was.exercise)
  const why = 'no exercise has its id, or has it among its aliases'
  const alias = (day: Day) => nameFor(day, was.day, was.exercise.id, pairs)
  if (!like) {
    return {
      what: 'exercise',
      name,
      why,
      mend: `where another is the same, add ${was.day.room}/${was.exercise.id} to its \`aliases\``,
    }
  }
  const mend = `if it is ${refOf(like.day, like.exercise)} now, add ${alias(like.day)} to its \`aliases\` in ${lessonFile(like.day)}`
  return { what: 'exercise', name, why, mend }
}

/** What an alias in a day calls something that was in another, or in the same. */
export function nameFor(day: Day, was: Day, id: string, pairs: readonly Pair[]): string {
  return pairs.some((pair) => pair.was === was && pair.is.day === day.day) ? id : `${was.room}/${id}`
}

/** Those that were earlier names already, and lead elsewhere now. */
function lostAliases(was: Placed, is: Placed, pair: Pair | undefined, after: Course): Lost[] {
  const names = namesOf(after)
  const ref = refOf(is.day, is.exercise)
  return was.exercise.aliases.flatMap((alias) => {
    const { place, id } = splitAlias(alias)
    const room = place === undefined ? pair?.is.room : /^\d+$/.test(place) ? undefined : place
    const number = place === undefined ? (pair?.is.day ?? was.day.day) : Number.parseInt(place, 10)
    if (names.ref(`${number}/${id}`, room) === ref) return []
    const why = `it was an alias of ${refOf(was.day, was.exercise)}, and does not lead to ${ref}`
    return [{ what: 'exercise', name: alias, why, mend: `keep it among the \`aliases\` in ${lessonFile(is.day)}` }]
  })
}

/** Points are kept by the ids of requirements. */
function lostRequirements(was: Placed, is: Placed): Lost[] {
  const ids = new Set(is.exercise.project?.requirements.map(({ id }) => id))
  const gone = (was.exercise.project?.requirements ?? []).filter(({ id }) => !ids.has(id))
  return gone.map(({ id }) => ({
    what: 'requirement',
    name: `${refOf(is.day, is.exercise)}/${id}`,
    why: 'points are kept by this id, and requirements have no aliases',
    mend: 'keep the id where it is the same requirement',
  }))
}
