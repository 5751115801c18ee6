import type { Course, Day, Exercise, Topic } from '../src/engine/course/model.ts'
import type { Score } from '../src/engine/judge/verdict.ts'
import { type GateProgress, gatesOf, lockedDays } from './gates.ts'
import { type NextStep, nextStep } from './next-step.ts'
import { type Pace, paceOf } from './pace.ts'
import { type DueReview, dueReviews } from './review-schedule.ts'
import type { TrackerRecord } from './schema.ts'
import { scoreOf } from './score.ts'
import { streakOf, workDays } from './streak.ts'
import { type DayTally, tally } from './tally.ts'
import { type Totals, totalsOf } from './totals.ts'

export type DayStatus = 'coming' | 'locked' | 'todo' | 'started' | 'done'
export type ExerciseStatus = 'todo' | 'tried' | 'passed'

/** Everything that can be shown of a record. Computed, never stored. */
export interface Progress {
  days: DayProgress[]
  gates: GateProgress[]
  /** Days in a row with work: attempts, answers, benchmarks. */
  streak: number
  longestStreak: number
  /** Whether today counts in the streak already. */
  activeToday: boolean
  pace: Pace
  totals: Totals
  /** Undefined when everything that is written is done. */
  next: NextStep | undefined
  /** The section that was open last, in whichever day. */
  resume: { day: number; section: string } | undefined
  /** Questions and passed exercises to recall now, the longest overdue first. */
  due: DueReview[]
}

export interface DayProgress {
  day: number
  slug: string
  title: string
  phase: number
  status: DayStatus
  exercises: ExerciseProgress[]
  topics: TopicProgress[]
  /** The section of this day that was open last. */
  section?: string
}

export interface ExerciseProgress {
  id: string
  title: string
  status: ExerciseStatus
  attempts: number
  /** Of the first pass. A later failure takes nothing away. */
  passedAt?: string
  /** How many of its hints were given. */
  hints: number
  solutionSeen: boolean
  /** Of a project: its best attempt; no points where there was none. */
  score?: Score
}

export interface TopicProgress {
  id: string
  text: string
  done: boolean
  /** As in the lesson: exercise ids, `quiz:<id>`, `bench`, `<project>/<requirement>`. */
  evidence: string[]
  /** What of the evidence is still to be shown. */
  missing: string[]
}

/** Pure: the same course, record and time give the same progress. The order of events does not matter. */
export function deriveProgress(course: Course, record: Pick<TrackerRecord, 'events'>, now: Date): Progress {
  const tallies = tally(course, record.events)
  const open = course.days.map((day) => dayProgress(day, tallies.get(day.day)))
  const gates = gatesOf(course, open, record.events)
  const locked = lockedDays(course, gates)
  const days = open.map((day) =>
    locked.has(day.day) && isUnfinished(day) ? { ...day, status: 'locked' as const } : day,
  )
  const worked = workDays(record.events, now)
  const streak = streakOf(worked, now)
  return {
    days,
    gates,
    streak: streak.days,
    longestStreak: streak.longest,
    activeToday: streak.today,
    pace: paceOf(days, worked, now),
    totals: totalsOf(days, gates),
    next: nextStep(days),
    resume: resumeOf(tallies),
    due: dueReviews(course, record.events, now),
  }
}

function isUnfinished({ status }: DayProgress): boolean {
  return status === 'todo' || status === 'started'
}

function dayProgress(day: Day, shown: DayTally | undefined): DayProgress {
  const exercises = day.exercises.map((exercise) => exerciseProgress(exercise, shown))
  const topics = day.topics.map((topic) => topicProgress(topic, exercises, shown))
  return {
    day: day.day,
    slug: day.slug,
    title: day.title,
    phase: day.phase,
    status: day.status === 'coming' ? 'coming' : statusOf(exercises, topics, shown !== undefined),
    exercises,
    topics,
    ...(shown?.section && { section: shown.section.name }),
  }
}

/** A project that has reached its mark holds nothing up, though the requirements that it missed stay without a tick. */
function statusOf(exercises: ExerciseProgress[], topics: TopicProgress[], touched: boolean): DayStatus {
  const isOpen = (proof: string) =>
    !exercises.some(({ id, status }) => status === 'passed' && proof.startsWith(`${id}/`))
  const isProved = ({ done, missing }: TopicProgress) => done || (missing.length > 0 && !missing.some(isOpen))
  const proved = exercises.every(({ status }) => status === 'passed') && topics.every(isProved)
  if (proved && exercises.length + topics.length > 0) return 'done'
  return touched ? 'started' : 'todo'
}

function exerciseProgress({ id, title, project }: Exercise, shown: DayTally | undefined): ExerciseProgress {
  const { attempts = 0, passedAt, hints, solutionSeen = false, best } = shown?.exercises.get(id) ?? {}
  const status = passedAt !== undefined ? 'passed' : attempts > 0 ? 'tried' : 'todo'
  return {
    id,
    title,
    status,
    attempts,
    ...(passedAt !== undefined && { passedAt }),
    hints: hints?.size ?? 0,
    solutionSeen,
    ...(project && { score: best?.score ?? scoreOf(project, {}) }),
  }
}

/** A topic without evidence is never done: a tick means proof. */
function topicProgress(
  { id, text, evidence }: Topic,
  exercises: ExerciseProgress[],
  shown: DayTally | undefined,
): TopicProgress {
  const isShown = (proof: string) => {
    if (proof === 'bench') return shown?.benched ?? false
    if (proof.startsWith('quiz:')) return shown?.answered.has(proof.slice('quiz:'.length)) ?? false
    const [project = '', requirement] = proof.split('/')
    if (requirement !== undefined) return shown?.exercises.get(project)?.full.has(requirement) ?? false
    return exercises.some((exercise) => exercise.id === proof && exercise.status === 'passed')
  }
  const missing = evidence.filter((proof) => !isShown(proof))
  return { id, text, done: evidence.length > 0 && missing.length === 0, evidence, missing }
}

function resumeOf(tallies: ReadonlyMap<number, DayTally>): Progress['resume'] {
  let latest: { day: number; section: string; at: string } | undefined
  for (const [day, { section }] of tallies) {
    if (section && (!latest || section.at > latest.at)) latest = { day, section: section.name, at: section.at }
  }
  return latest && { day: latest.day, section: latest.section }
}
