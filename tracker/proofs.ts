import type { Course, ExerciseRef, Project } from '../src/engine/course/model.ts'
import { scoreOf } from '../src/score.ts'
import type { EventOf, TrackerEvent } from './schema.ts'
import { isPass } from './score.ts'
import { compareScores, projectsOf } from './tally.ts'

/** What proves an exercise: one attempt that passed. */
export interface Proof {
  exercise: ExerciseRef
  /** When that attempt was judged. The first pass may be older. */
  judgedAt: string
  /** How many checks the exercise had then. */
  checks: number
  /** Titles of those that passed; undefined in records from before they were kept. */
  passed: string[] | undefined
  failing: string[]
  /** Services that an emulator stood in for. */
  emulated: string[]
  /** Whether its solution was opened before it first passed. */
  solutionSeen: boolean
}

/**
 * The proof of every exercise that has passed: the latest pass, and of a project the best one.
 * @param events under their names of today
 */
export function proofsOf(
  course: Pick<Course, 'days'>,
  events: readonly TrackerEvent[],
): ReadonlyMap<ExerciseRef, Proof> {
  const projects = projectsOf(course)
  const seen = new Set(
    events.flatMap((event) => (event.type === 'solution-seen' && event.beforePassing ? [event.exercise] : [])),
  )
  const best = new Map<ExerciseRef, EventOf<'attempt'>>()
  for (const event of events) {
    if (event.type !== 'attempt') continue
    const ref = event.exercise
    const project = projects.get(ref)
    if (!isPass(event, project)) continue
    const there = best.get(ref)
    if (!there || isBetter(event, there, project)) best.set(ref, event)
  }
  return new Map([...best].map(([ref, event]) => [ref, proofOf(ref, event, seen.has(ref))]))
}

function isBetter(a: EventOf<'attempt'>, b: EventOf<'attempt'>, project: Project | undefined): boolean {
  if (!project) return a.at > b.at
  const scored = ({ at, score = {} }: EventOf<'attempt'>) => ({ at, score: scoreOf(project, score) })
  return compareScores(scored(a), scored(b)) > 0
}

function proofOf(exercise: ExerciseRef, event: EventOf<'attempt'>, solutionSeen: boolean): Proof {
  const { at, checks, passed, failing, emulated = [] } = event
  return { exercise, judgedAt: at, checks, passed, failing, emulated, solutionSeen }
}
