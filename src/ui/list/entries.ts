import type { ExerciseStatus } from '../../../tracker/day-progress.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Course, ExerciseRef } from '../../engine/course/model.ts'

/** A day of the list with its exercises. */
export interface ListDay {
  day: number
  title: string
  /** Its gate is not passed. */
  isClosed: boolean
  entries: ListEntry[]
}

export interface ListEntry {
  ref: ExerciseRef
  day: number
  title: string
  minutes: number
  status: ExerciseStatus
  /** To be done again from memory. */
  isDue: boolean
  /** Passed, and its checks have changed since. */
  isOfEarlier: boolean
}

export const FILTERS = ['all', 'to do', 'tried', 'passed', 'due'] as const
export type Filter = (typeof FILTERS)[number]

/** The days that have exercises, with where the learner stands in each. */
export function listDays(
  { days }: Pick<Course, 'days'>,
  { days: shownDays, due }: Pick<Progress, 'days' | 'due'>,
): ListDay[] {
  const dueRefs = new Set<string>(due.map(({ ref }) => ref))
  return days
    .filter(({ exercises }) => exercises.length > 0)
    .map(({ day, title, exercises }) => {
      const shown = shownDays.find((each) => each.day === day)
      const entries = exercises.map(({ id, title: name, minutes }): ListEntry => {
        const ref = `${day}/${id}` as const
        const state = shown?.exercises.find((each) => each.id === id)
        const isOfEarlier = state?.earlierVersion === true
        return { ref, day, title: name, minutes, status: state?.status ?? 'todo', isDue: dueRefs.has(ref), isOfEarlier }
      })
      return { day, title, isClosed: shown?.status === 'locked', entries }
    })
}

/** What a filter and a search leave. Days of which nothing is left are left out. */
export function matchingDays(days: ListDay[], filter: Filter, query: string): ListDay[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return days
    .map((day) => ({
      ...day,
      entries: day.entries.filter((entry) => fits(entry, filter) && words.every((word) => holds(entry, day, word))),
    }))
    .filter(({ entries }) => entries.length > 0)
}

export function countOf(days: ListDay[], filter: Filter): number {
  return days.reduce((sum, { entries }) => sum + entries.filter((entry) => fits(entry, filter)).length, 0)
}

function fits({ status, isDue }: ListEntry, filter: Filter): boolean {
  if (filter === 'all') return true
  if (filter === 'due') return isDue
  return status === (filter === 'to do' ? 'todo' : filter)
}

/** A word with a digit first is the begin of a number: `2` is day 2 and the twenties, `2/` is day 2. */
function holds({ ref, title }: ListEntry, day: ListDay, word: string): boolean {
  if (/^\d/.test(word) && ref.startsWith(word)) return true
  const texts = /^\d+$/.test(word) ? [title] : [ref, title, day.title]
  return texts.some((text) => text.toLowerCase().includes(word))
}
