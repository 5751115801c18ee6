import type { Course, Day, Project } from '../src/engine/course/model.ts'
import type { Score } from '../src/engine/judge/verdict.ts'
import type { EventOf, TrackerEvent } from './schema.ts'
import { isPass, isWhole, scoreOf } from './score.ts'

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
  /** Of a project: its best attempt, the later one where two are alike. */
  best: { at: string; score: Score } | undefined
  /** Requirements that had all their points in some attempt. */
  full: Set<string>
}

/** Sorts the events into days and exercises, each under its name of today. */
export function tally(course: Pick<Course, 'days'>, events: readonly TrackerEvent[]): Map<number, DayTally> {
  const names = currentNames(course)
  const projects = projectsOf(course)
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
      countExercise(entry(shown.exercises, id, untried), event, projects.get(`${day}/${id}`))
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

/** By `12/task-manager`. */
export function projectsOf({ days }: { days: readonly Pick<Day, 'day' | 'exercises'>[] }): Map<string, Project> {
  return new Map(
    days.flatMap(({ day, exercises }) =>
      exercises.flatMap(({ id, project }) => (project ? [[`${day}/${id}`, project] as const] : [])),
    ),
  )
}

function untried(): ExerciseTally {
  return {
    attempts: 0,
    passedAt: undefined,
    hints: new Set(),
    solutionSeen: false,
    best: undefined,
    full: new Set(),
  }
}

/** The day of an event, and for an exercise or a question the rest of its name. */
function placeOf(event: TrackerEvent): { day: number; rest: string } {
  if ('day' in event) return { day: event.day, rest: '' }
  const ref = 'exercise' in event ? event.exercise : event.question
  const slash = ref.indexOf('/')
  return { day: Number(ref.slice(0, slash)), rest: ref.slice(slash + 1) }
}

function countExercise(
  shown: ExerciseTally,
  event: TrackerEvent & { exercise: string },
  project: Project | undefined,
): void {
  switch (event.type) {
    case 'attempt':
      shown.attempts++
      if (isPass(event, project) && (shown.passedAt === undefined || event.at < shown.passedAt))
        shown.passedAt = event.at
      if (project) countScore(shown, event, project)
      break
    case 'hint':
      shown.hints.add(event.step)
      break
    case 'solution-seen':
      shown.solutionSeen = true
      break
  }
}

function countScore(shown: ExerciseTally, event: EventOf<'attempt'>, project: Project): void {
  if (!event.score || !isWhole(event)) return
  const score = scoreOf(project, event.score)
  for (const { id, points, of } of score.requirements) if (points === of) shown.full.add(id)
  const { best } = shown
  const { at } = event
  const isBetter = !best || score.points > best.score.points || (score.points === best.score.points && at > best.at)
  if (isBetter) shown.best = { at, score }
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
