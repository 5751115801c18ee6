import { namesOf } from '../../names.ts'
import { Problem, type ProblemCode } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { numberBefore, numberSaid } from './day-number.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf, type Topic } from './model.ts'
import { nearest } from './nearest.ts'

export interface FoundExercise {
  day: Day
  exercise: Exercise
}

const NOT_FOUND: { code: ProblemCode } = { code: 'not-found' }
const SLASHES = /[/\\]+/

/**
 * The day that a learner means: `2`, `02`, `the-event-loop`, `02-the-event-loop`, an earlier name of that folder, a part of
 * the title, or where no title has it, of a topic; `2/map-limit` is the day of that exercise. A day that is coming is found too.
 * A number is always one of today, and never a part of a name.
 * @throws Problem with the nearest names when there is none, or with all that fit when there are several
 */
export function findDay(course: Course, query: string): Day {
  const wanted = query
    .trim()
    .toLowerCase()
    .replace(/[/\\]+$/, '')
  const number = numberSaid(wanted)
  if (number !== undefined) return dayNumbered(course, number)
  if (numberBefore(wanted.split(SLASHES)) !== undefined) return findExercise(course, query).day
  const exact = course.days.find((day) => isNamed(day, wanted)) ?? course.days.find((day) => wasNamed(day, wanted))
  if (exact) return exact
  const partly = wanted === '' ? [] : course.days.filter((day) => fits(day, wanted))
  const likely = partly.length > 0 || wanted === '' ? partly : course.days.filter((day) => topicIn(day, wanted))
  if (likely.length === 1 && likely[0]) return likely[0]
  if (likely.length > 1) {
    const isTopic = partly.length === 0
    const lines = likely.map((day) => `  ${day.day}  ${day.title}${isTopic ? `: ${topicIn(day, wanted)}` : ''}`)
    throw new Problem(`"${query}" could be ${likely.length} days.`, `Say the number:\n${lines.join('\n')}`, NOT_FOUND)
  }
  throw new Problem(`There is no day "${query}".`, nearestDays(course, wanted), NOT_FOUND)
}

/**
 * The exercise that a learner means: `2/map-limit`, `event-loop/map-limit`, `map-limit` when no other day has one of
 * that name, an earlier name of it, or the path of its file.
 * @throws Problem with the nearest names when there is none
 */
export function findExercise(course: Course, query: string): FoundExercise {
  const parts = query
    .trim()
    .split(SLASHES)
    .filter((part) => part !== '' && part !== '.')
  const number = numberBefore(parts)
  if (number !== undefined && parts.length === 1) throw whichOf(findDay(course, number))
  const last = number === undefined ? parts.at(-1) : parts.slice(1).join('/')
  const id = (last ?? '').toLowerCase().replace(/\.[cm]?[jt]s$/, '')
  const dayQuery = number ?? parts.at(-2)
  if (dayQuery !== undefined) return movedFrom(course, dayQuery, id) ?? exerciseOf(findDay(course, dayQuery), id, query)
  const found = everyExercise(course).filter(({ exercise }) => isOrWasCalled(exercise, id))
  if (found.length === 1 && found[0]) return found[0]
  if (found.length > 1) {
    const refs = found.map(({ day, exercise }) => refOf(day, exercise))
    throw new Problem(`"${query}" is in ${found.length} days.`, `Say which: ${refs.join(', ')}.`, NOT_FOUND)
  }
  const refs = everyExercise(course).map(({ day, exercise }) => ({ id: exercise.id, ref: refOf(day, exercise) }))
  const ids = nearest(
    id,
    refs.map((each) => each.id),
  )
  const likely = [...new Set(ids)].flatMap((name) => refs.filter((each) => each.id === name).map((each) => each.ref))
  throw new Problem(
    `There is no exercise "${query}".`,
    suggestion(likely, `\`${toType('list')}\` shows them all.`),
    NOT_FOUND,
  )
}

/**
 * What `[<n>[/<exercise>]]` names: a whole day, or one exercise of it.
 * @throws Problem when it is neither
 */
export function findDayOrExercise(course: Course, query: string): { day: Day; exercise?: Exercise } {
  if (SLASHES.test(query)) return findExercise(course, query)
  const id = query.trim().toLowerCase()
  const all = everyExercise(course)
  if (all.some(({ exercise }) => isOrWasCalled(exercise, id))) return findExercise(course, query)
  try {
    return { day: findDay(course, query) }
  } catch (error) {
    const ids = all.map(({ exercise }) => exercise.id)
    // Rather the name of an exercise with a slip in it than of a day.
    if (nearest(id, ids).length > 0) return findExercise(course, query)
    throw error
  }
}

/** Every exercise of the days that are ready, in order. */
function everyExercise(course: Pick<Course, 'days'>): FoundExercise[] {
  return course.days.flatMap((day) => day.exercises.map((exercise) => ({ day, exercise })))
}

/** @param said in digits alone where it is the number of a day */
function dayNumbered(course: Course, said: string): Day {
  const number = /^\d+$/.test(said) ? Number(said) : undefined
  const day = course.days.find((candidate) => candidate.day === number)
  if (day) return day
  const broken = course.broken.find((candidate) => candidate.day === number)
  if (broken) {
    throw new Problem(
      `Day ${number} cannot be read: ${broken.file}\n${broken.message}`,
      'The other days still work. Tell the author of the course, or mend the file.',
    )
  }
  const last = course.days.at(-1)?.day
  throw new Problem(
    `There is no day ${number ?? said}.`,
    last === undefined
      ? 'This course has no days yet.'
      : `The days are ${course.days[0]?.day} to ${last}: see \`${toType('list')}\`.`,
    NOT_FOUND,
  )
}

/** For somebody who named a day where an exercise was asked for. */
function whichOf(day: Day): Problem {
  const refs = day.exercises.map((exercise) => refOf(day, exercise))
  if (refs.length === 0) return new Problem(`Day ${day.day} has no exercises.`, toType(`day ${day.day}`), NOT_FOUND)
  return new Problem(`"${day.day}" is a day, not an exercise.`, `Say which: ${refs.join(', ')}.`, NOT_FOUND)
}

function exerciseOf(day: Day, id: string, query: string): FoundExercise {
  const exercise = day.exercises.find((candidate) => isCalled(candidate, id))
  if (exercise) return { day, exercise }
  if (day.status === 'coming') {
    throw new Problem(`Day ${day.day}, ${day.title}, is not written yet.`, `\`${toType('list')}\` shows what is ready.`)
  }
  const refs: ExerciseRef[] = day.exercises.map((candidate) => refOf(day, candidate))
  const likely = nearest(
    id,
    day.exercises.map((candidate) => candidate.id),
  ).map((name) => `${day.day}/${name}`)
  throw new Problem(
    `Day ${day.day} has no exercise "${id || query}".`,
    suggestion(likely, refs.length > 0 ? `It has: ${refs.join(', ')}.` : 'It has no exercises.'),
    NOT_FOUND,
  )
}

function isCalled(exercise: Exercise, id: string): boolean {
  return exercise.id === id || exercise.aliases.includes(id)
}

/** In this day, or before it came here. */
function isOrWasCalled(exercise: Exercise, id: string): boolean {
  return isCalled(exercise, id) || exercise.aliases.some((alias) => alias.endsWith(`/${id}`))
}

/** The exercise that had this name when its day had another number, or when it was in another day; none that has it today. */
function movedFrom(course: Course, dayQuery: string, id: string): FoundExercise | undefined {
  const number = /^(?:day\s*)?(\d+)(?:-.*)?$/.exec(dayQuery.toLowerCase())?.[1]
  if (number === undefined) return undefined
  const room = /^\d+-/.test(dayQuery) ? dayQuery.toLowerCase() : undefined
  const today = course.days.find(({ day, room: now }) => (room === undefined ? day === Number(number) : now === room))
  if (today?.exercises.some((exercise) => isCalled(exercise, id))) return undefined
  const ref = namesOf(course).ref(`${Number(number)}/${id}`, room)
  return everyExercise(course).find(({ day, exercise }) => refOf(day, exercise) === ref)
}

function isNamed({ slug, room }: Day, wanted: string): boolean {
  return slug === wanted || room === wanted
}

function wasNamed({ aliases = [] }: Day, wanted: string): boolean {
  return aliases.some((room) => room === wanted || room.replace(/^\d+-/, '') === wanted)
}

function fits(day: Day, wanted: string): boolean {
  return day.title.toLowerCase().includes(wanted) || day.slug.includes(wanted)
}

/** The first topic of the day that has the words, at the beginning of one of its own. */
function topicIn({ topics }: Day, wanted: string): string | undefined {
  const isIn = (text: string) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')}`.includes(` ${wanted}`)
  const isCalled = ({ id, aliases = [] }: Topic) => id === wanted || aliases.includes(wanted)
  return topics.find((topic) => {
    const { text } = topic
    return isIn(text) || isCalled(topic) || text.toLowerCase().includes(` ${wanted}`)
  })?.text
}

function nearestDays(course: Course, wanted: string): string {
  const all = course.days.map((day) => ({ day, words: wordsOf(day) }))
  const likely = nearest(wanted, [...new Set(all.flatMap(({ words }) => words))])
  const days = all.filter(({ words }) => likely.some((word) => words.includes(word))).slice(0, 3)
  return suggestion(
    days.map(({ day }) => `${day.day} (${day.title})`),
    `\`${toType('list')}\` shows them all, \`${toType(`search ${shellWord(wanted || 'closures')}`)}\` looks inside.`,
  )
}

/** What somebody may type who means this day: its slug, and words of that and of its topics. */
function wordsOf({ slug, topics }: Day): string[] {
  const words = [...slug.split('-'), ...topics.flatMap(({ text }) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))]
  return [slug, ...words.filter((word) => word.length > 3)]
}

function suggestion(likely: string[], otherwise: string): string {
  return likely.length > 0 ? `Did you mean ${likely.join(', or ')}? ${otherwise}` : otherwise
}
