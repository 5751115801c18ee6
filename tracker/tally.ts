import type { Course, Day } from '../src/engine/course/model.ts'
import type { TrackerEvent } from './schema.ts'

/** What the events say of one day; absent for a day that was never touched. */
export interface DayTally {
  exercises: Map<string, ExerciseTally>
  /** Ids of questions that were answered correctly at least once. */
  answered: Set<string>
  benched: boolean
  /** The section that was open last. */
  section: { name: string; at: string } | undefined
}

interface ExerciseTally {
  attempts: number
  passedAt: string | undefined
  /** Steps given. */
  hints: Set<number>
  solutionSeen: boolean
}

/** Sorts the events into days and exercises, each under its name of today. */
export function tally(course: Pick<Course, 'days'>, events: readonly TrackerEvent[]): Map<number, DayTally> {
  const names = currentNames(course)
  const days = new Map<number, DayTally>()
  for (const event of events) {
    const { day, rest } = placeOf(event)
    const shown = entry(days, day, () => ({
      exercises: new Map(),
      answered: new Set<string>(),
      benched: false,
      section: undefined,
    }))
    if ('exercise' in event) {
      const id = names.get(event.exercise) ?? rest
      const empty = () => ({ attempts: 0, passedAt: undefined, hints: new Set<number>(), solutionSeen: false })
      countExercise(entry(shown.exercises, id, empty), event)
    } else countDay(shown, event)
  }
  return days
}

/** `2/old-name` → `new-name`, for the aliases of every exercise. An exercise that has the name today keeps it. */
export function currentNames({ days }: { days: readonly Pick<Day, 'day' | 'exercises'>[] }): Map<string, string> {
  const names = new Map<string, string>()
  for (const { day, exercises } of days) {
    for (const { id, aliases } of exercises) for (const alias of aliases) names.set(`${day}/${alias}`, id)
    for (const { id } of exercises) names.set(`${day}/${id}`, id)
  }
  return names
}

/** The day of an event, and for an exercise or a question the rest of its name. */
function placeOf(event: TrackerEvent): { day: number; rest: string } {
  if ('day' in event) return { day: event.day, rest: '' }
  const ref = 'exercise' in event ? event.exercise : event.question
  const slash = ref.indexOf('/')
  return { day: Number(ref.slice(0, slash)), rest: ref.slice(slash + 1) }
}

function countExercise(shown: ExerciseTally, event: TrackerEvent & { exercise: string }): void {
  switch (event.type) {
    case 'attempt':
      shown.attempts++
      if (event.status === 'passed' && (shown.passedAt === undefined || event.at < shown.passedAt))
        shown.passedAt = event.at
      break
    case 'hint':
      shown.hints.add(event.step)
      break
    case 'solution-seen':
      shown.solutionSeen = true
      break
  }
}

function countDay(shown: DayTally, event: Exclude<TrackerEvent, { exercise: string }>): void {
  switch (event.type) {
    case 'answer':
      if (event.correct) shown.answered.add(event.question.slice(event.question.indexOf(':') + 1))
      break
    case 'bench':
      shown.benched = true
      break
    case 'visited':
      if (event.section !== undefined && !(shown.section && shown.section.at > event.at)) {
        shown.section = { name: event.section, at: event.at }
      }
      break
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key)
  if (there !== undefined) return there
  const made = make()
  map.set(key, made)
  return made
}
