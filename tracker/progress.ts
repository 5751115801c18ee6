import type { Course } from '../src/engine/course/model.ts'
import { type DayProgress, dayProgress } from './day-progress.ts'
import { type GateProgress, gatesOf, lockedDays } from './gates.ts'
import { type NextStep, nextStep } from './next-step.ts'
import { type Pace, paceOf } from './pace.ts'
import { type DueReview, dueReviews } from './review-schedule.ts'
import type { TrackerRecord } from './schema.ts'
import { streakOf } from './streak.ts'
import { daysOf } from './stretches.ts'
import { type Sums, sumUp } from './sums.ts'
import type { DayTally } from './tally.ts'
import { type Totals, totalsOf } from './totals.ts'

/** Everything that can be shown of a record. Computed, never stored. */
export interface Progress {
  days: DayProgress[]
  gates: GateProgress[]
  /** The course is proved: every gate is passed, or where there is no gate, every day is done. */
  whole: boolean
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

/**
 * Pure: the same course, record and time give the same progress. The order of events does not matter.
 * @param record with events under their names of today
 */
export function deriveProgress(course: Course, record: Pick<TrackerRecord, 'events'>, now: Date): Progress {
  return progressOf(course, sumUp(course, record.events), now)
}

/** The same of events that are summed up already. */
export function progressOf(course: Course, sums: Sums, now: Date): Progress {
  const open = course.days.map((day) => dayProgress(day, sums.tallies.get(day.day)))
  const gates = gatesOf(course, open, sums.forced)
  const locked = lockedDays(course, gates)
  const days = open.map((day) =>
    locked.has(day.day) && isUnfinished(day) ? { ...day, status: 'locked' as const } : day,
  )
  const totals = totalsOf(days, gates)
  const streak = streakOf(daysOf(sums.work, now), now)
  return {
    days,
    gates,
    whole: isWhole(totals),
    streak: streak.days,
    longestStreak: streak.longest,
    activeToday: streak.today,
    pace: paceOf(course, days, sums, now),
    totals,
    next: nextStep(days),
    resume: resumeOf(sums.tallies),
    due: dueReviews(course, sums.cards, now),
  }
}

function isUnfinished({ status }: DayProgress): boolean {
  return status === 'todo' || status === 'started'
}

function isWhole({ gates, days }: Totals): boolean {
  const { done, total } = gates.total > 0 ? gates : days
  return total > 0 && done === total
}

function resumeOf(tallies: ReadonlyMap<number, DayTally>): Progress['resume'] {
  let latest: { day: number; section: string; at: string } | undefined
  for (const [day, { section }] of tallies) {
    if (section && (!latest || section.at > latest.at)) latest = { day, section: section.name, at: section.at }
  }
  return latest && { day: latest.day, section: latest.section }
}
