import type { Course, Day, Project } from '../src/engine/course/model.ts'
import { reachesMark, type Score, scoreOf } from '../src/score.ts'
import { NO_DAY } from './names-of-today.ts'
import type { EventOf, TrackerEvent } from './schema.ts'
import { isPass, isWhole } from './score.ts'

/** What the events say of one day; absent for a day that was never touched. */
export interface DayTally {
  exercises: Map<string, ExerciseTally>
  /** Ids of questions that were answered correctly at least once. */
  answered: Set<string>
  benched: boolean
  /** The section that was open last. */
  section: { name: string; at: string } | undefined
}

interface BestScore {
  at: string
  score: Score
}

interface ExerciseTally {
  attempts: number
  passedAt: string | undefined
  lastPass: EventOf<'attempt'> | undefined
  /** Steps given. */
  hints: Set<number>
  solutionSeen: boolean
  /** Of a project: its best attempt. */
  best: BestScore | undefined
  /** Requirements that had all their points in some attempt. */
  full: Set<string>
}

const ABOUT_A_DAY: ReadonlySet<TrackerEvent['type']> = new Set(['note', 'note-edited', 'note-deleted'])

/** Sorts the events, which are under their names of today, into days and exercises, and adds them to what there is. */
export function tally(
  course: Pick<Course, 'days'>,
  events: readonly TrackerEvent[],
  days = new Map<number, DayTally>(),
): Map<number, DayTally> {
  const projects = projectsOf(course)
  for (const event of events) {
    // Of no day of the course: a plan, and what happened to the workbook.
    if (event.type === 'pace' || event.type === 'undone') continue
    // A thought about a day that is to come does not begin it.
    if (ABOUT_A_DAY.has(event.type)) continue
    const { day, id } = placeOf(event)
    if (day === NO_DAY) continue
    const shown = entry(days, day, () => ({
      exercises: new Map(),
      answered: new Set<string>(),
      benched: false,
      section: undefined,
    }))
    if ('exercise' in event) {
      countExercise(entry(shown.exercises, id, untried), event, projects.get(`${day}/${id}`))
    } else countDay(shown, event)
  }
  return days
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
    lastPass: undefined,
    hints: new Set(),
    solutionSeen: false,
    best: undefined,
    full: new Set(),
  }
}

type OfNoDay = EventOf<'pace' | 'undone'>

/** The day of an event, and for an exercise or a question the rest of its name. */
function placeOf(event: Exclude<TrackerEvent, OfNoDay>): { day: number; id: string } {
  if ('day' in event) return { day: event.day, id: '' }
  const ref = 'exercise' in event ? event.exercise : event.question
  const slash = ref.indexOf('/')
  return { day: Number(ref.slice(0, slash)), id: ref.slice(slash + 1) }
}

function countExercise(
  shown: ExerciseTally,
  event: TrackerEvent & { exercise: string },
  project: Project | undefined,
): void {
  switch (event.type) {
    case 'attempt':
      shown.attempts++
      if (isPass(event, project)) countPass(shown, event)
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

function countPass(shown: ExerciseTally, event: EventOf<'attempt'>): void {
  if (shown.passedAt === undefined || event.at < shown.passedAt) shown.passedAt = event.at
  if (!shown.lastPass || event.at >= shown.lastPass.at) shown.lastPass = event
}

function countScore(shown: ExerciseTally, event: EventOf<'attempt'>, project: Project): void {
  if (!event.score || !isWhole(event)) return
  const score = scoreOf(project, event.score)
  for (const { id, points, of } of score.requirements) if (points === of) shown.full.add(id)
  const { best } = shown
  const { at } = event
  if (!best || compareScores({ at, score }, best) > 0) shown.best = { at, score }
}

/** A pass is better than none, whatever the points; of equals the later one counts. */
export function compareScores(a: BestScore, b: BestScore): number {
  const passes = Number(reachesMark(a.score)) - Number(reachesMark(b.score))
  return passes || a.score.points - b.score.points || (a.at > b.at ? 1 : -1)
}

function countDay(shown: DayTally, event: Exclude<TrackerEvent, { exercise: string } | OfNoDay>): void {
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
