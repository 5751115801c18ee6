import type { Course, ExerciseRef, Project } from '../src/engine/course/model.ts'
import { MS_A_DAY } from './calendar.ts'
import type { QuestionRef, TrackerEvent } from './schema.ts'
import { isPass } from './score.ts'
import { projectsOf } from './tally.ts'

export interface DueReview {
  kind: 'question' | 'exercise'
  ref: QuestionRef | ExerciseRef
  day: number
  /** ISO time from which it is due. */
  dueAt: string
  /** Successful recalls in a row. */
  recalls: number
}

/** Days until the next review, after the first, second, … recall in a row; the last one repeats. */
export const INTERVALS = [1, 3, 7, 21, 60] as const

export interface Card {
  recalls: number
  /** Epoch ms; undefined until it was answered, or passed, once. */
  dueAt: number | undefined
  /** An exercise that was looked up since it was due: passing it then is not a recall. */
  lookedUp: boolean
}

/** What is to be recalled now, the longest overdue first: questions that were answered and exercises that were passed. */
export function dueReviews(course: Pick<Course, 'days'>, cards: ReadonlyMap<string, Card>, now: Date): DueReview[] {
  return reviewable(course)
    .flatMap(({ ref, kind, day }) => {
      const card = cards.get(ref)
      if (card?.dueAt === undefined || card.dueAt > now.getTime()) return []
      return [{ kind, ref, day, dueAt: new Date(card.dueAt).toISOString(), recalls: card.recalls }]
    })
    .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))
}

/**
 * From when a question or an exercise is due (ISO time), of all events, which are under their names of today; undefined when
 * it was never answered or passed.
 */
export function dueAtOf(
  course: Pick<Course, 'days'>,
  events: readonly TrackerEvent[],
  ref: DueReview['ref'],
): string | undefined {
  const inOrder = events.map((event) => ({ event, time: Date.parse(event.at) })).sort((a, b) => a.time - b.time)
  const dueAt = dealCards(course, inOrder).get(ref)?.dueAt
  return dueAt === undefined ? undefined : new Date(dueAt).toISOString()
}

/**
 * The cards after these events, which must be in the order of time, later than all that the cards know, and under their
 * names of today.
 *
 * An exercise is recalled by passing it again, in its own file or in a scratch file. A recall counts only when it was due:
 * passing the same exercise five times in an evening is one recall. A wrong answer
 * starts a question again, due at once. An exercise is not missed by a failing check, which is how it is worked on, but by
 * a hint or the solution once it is due.
 */
export function dealCards(
  course: Pick<Course, 'days'>,
  events: readonly { event: TrackerEvent; time: number }[],
  cards = new Map<string, Card>(),
): Map<string, Card> {
  const projects = projectsOf(course)
  for (const { event, time } of events) {
    const ref = refOfEvent(event)
    if (ref === undefined) continue
    const card = cards.get(ref) ?? { recalls: 0, dueAt: undefined, lookedUp: false }
    cards.set(ref, card)
    if (event.type === 'answer') countAnswer(card, event.correct, time)
    else countExercise(card, event, time, projects.get(ref))
  }
  return cards
}

const OF_EXERCISES: ReadonlySet<TrackerEvent['type']> = new Set(['attempt', 'review', 'hint', 'solution-seen'])

function refOfEvent(event: TrackerEvent): string | undefined {
  if (event.type === 'answer') return event.question
  return 'exercise' in event && OF_EXERCISES.has(event.type) ? event.exercise : undefined
}

function countAnswer(card: Card, correct: boolean, time: number): void {
  if (correct) recall(card, time)
  else miss(card, time)
}

function countExercise(card: Card, event: TrackerEvent, time: number, project: Project | undefined): void {
  const isDue = card.dueAt !== undefined && time >= card.dueAt
  if (event.type !== 'attempt' && event.type !== 'review') card.lookedUp ||= isDue
  else if (isPass(event, project)) {
    if (card.lookedUp) miss(card, time)
    recall(card, time)
  }
}

function recall(card: Card, time: number): void {
  if (card.dueAt !== undefined && time < card.dueAt) return
  card.recalls++
  const days = INTERVALS[Math.min(card.recalls, INTERVALS.length) - 1] ?? 0
  card.dueAt = time + days * MS_A_DAY
  card.lookedUp = false
}

function miss(card: Card, time: number): void {
  card.recalls = 0
  card.dueAt = time
}

/** Every question and exercise that the course has today. */
function reviewable({ days }: Pick<Course, 'days'>): Pick<DueReview, 'ref' | 'kind' | 'day'>[] {
  return days.flatMap(({ day, questionIds, exercises }) => [
    ...questionIds.map((id) => ({ kind: 'question' as const, ref: `${day}/quiz:${id}` as const, day })),
    ...exercises.map(({ id }) => ({ kind: 'exercise' as const, ref: `${day}/${id}` as const, day })),
  ])
}
