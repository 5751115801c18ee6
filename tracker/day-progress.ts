import type { Day, Exercise, Topic } from '../src/engine/course/model.ts'
import { type Score, scoreOf } from '../src/score.ts'
import { isEarlierVersion } from './earlier-version.ts'
import type { DayTally } from './tally.ts'

export type DayStatus = 'coming' | 'locked' | 'todo' | 'started' | 'done'
export type ExerciseStatus = 'todo' | 'tried' | 'passed'

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
  /** Its checks have changed since it was passed last. It stays passed. */
  earlierVersion?: true
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

/** Where one day stands. Gates are not looked at here, so none is `locked`. */
export function dayProgress(day: Day, shown: DayTally | undefined): DayProgress {
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

function exerciseProgress(exercise: Exercise, shown: DayTally | undefined): ExerciseProgress {
  const { id, title, project } = exercise
  const { attempts = 0, passedAt, lastPass, hints, solutionSeen = false, best } = shown?.exercises.get(id) ?? {}
  const status = passedAt !== undefined ? 'passed' : attempts > 0 ? 'tried' : 'todo'
  return {
    id,
    title,
    status,
    attempts,
    ...(passedAt !== undefined && { passedAt }),
    ...(lastPass && isEarlierVersion(exercise, lastPass) && { earlierVersion: true as const }),
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
