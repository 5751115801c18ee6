import * as v from 'valibot'
import { type Learner, openLearner } from '../../commands/parts/learner.ts'
import { isClosed } from '../../commands/parts/standing.ts'
import { type FoundExercise, findDay, findExercise } from '../../engine/course/find.ts'
import type { Day } from '../../engine/course/model.ts'
import { explainLock } from '../../ui/course/lock.ts'
import type { World } from '../../world.ts'
import type { AskedQuestions } from './asked.ts'
import type { Benches } from './benches.ts'
import type { Judging } from './judging.ts'
import type { LiveRoom } from './live.ts'
import type { Processors } from './processors.ts'
import { Refused } from './refusal.ts'

/** What every route needs. */
export interface Desk {
  /** Its signal ends with the server. */
  world: World
  live: LiveRoom
  judging: Judging
  questions: AskedQuestions
  benches: Benches
  processors: Processors
}

/** The learner as they are now: another tab or a terminal may have gone on meanwhile. */
export function learnerNow({ world }: Pick<Desk, 'world'>): Promise<Learner> {
  return openLearner(world)
}

/** @throws Problem when there is no such day, Refused when a gate keeps it closed */
export function openDay(learner: Learner, query: string): Day {
  const day = findDay(learner.course, query)
  if (!isClosed(learner, day)) return day
  const { message, hint } = explainLock(day, learner.progress.gates, learner.progress.days)
  throw new Refused(423, message, hint)
}

/** @throws Problem when there is no such exercise, Refused when a gate keeps its day closed */
export function openExercise(learner: Learner, day: string, id: string): FoundExercise {
  const found = findExercise(learner.course, `${day}/${id}`)
  openDay(learner, String(found.day.day))
  return found
}

/** The shape of a body, as the page's side knows it. */
export type BodySchema<T> = v.GenericSchema<unknown, T>

/** @throws Refused when a body is not what is asked for */
export function parseBody<T>(schema: BodySchema<T>, body: unknown): T {
  const result = v.safeParse(schema, body)
  if (result.success) return result.output
  throw new Refused(400, 'That is not a request of the page.', 'Load the page anew, and try again.')
}
