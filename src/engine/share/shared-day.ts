import type { DayProgress, DayStatus } from '../../../tracker/day-progress.ts'
import type { Measured } from '../../../tracker/measured.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Count } from '../../../tracker/totals.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { Statement } from '../certificate/certificate.ts'
import type { Course, Day } from '../course/model.ts'

/** What there is to tell of a day. */
export interface SharedDay {
  course: string
  day: number
  title: string
  /** The takeaway: the outcome that its lesson promises. */
  takeaway: string
  done: boolean
  exercises: Count
  /** How many checks passed. */
  checks: number
  /** Texts of those that are proved. */
  topics: string[]
  topicsInAll: number
  /** Of the day's project, where it was tried. */
  score?: { points: number; of: number; pass: number }
  /** What its benchmark showed on this machine, in a sentence; only of a clear run. */
  measured?: string
  /** Exercises whose solution was opened before they passed. */
  seenFirst: number
  /** Services that an emulator stood in for. */
  standIns: string[]
  /** Of every day of the course. */
  days: DayStatus[]
}

/**
 * What of a day may be shared: what is proved or measured, and nothing that was only read.
 * @throws Problem when there is nothing yet
 */
export function shareDay(
  { course, progress, statement, measured }: Shareable,
  { day: number, outcome }: Pick<Day, 'day' | 'outcome'>,
): SharedDay {
  const day = progress.days.find((each) => each.day === number)
  const headline = headlineOf(measured.find((each) => each.day === number))
  const certified = statement.days.find((each) => each.day === number)
  if (!day || (!certified && headline === undefined)) throw nothingToShare(number, day)
  const { exercises = [], topics = [] } = certified ?? {}
  const score = day.exercises.find((each) => each.score && each.attempts > 0)?.score
  return {
    course: course.title,
    day: number,
    title: day.title,
    takeaway: outcome,
    done: day.status === 'done',
    exercises: { done: exercises.length, total: day.exercises.length },
    checks: exercises.reduce((sum, { passed }) => sum + passed, 0),
    topics,
    topicsInAll: day.topics.length,
    ...(score && { score: { points: score.points, of: score.of, pass: score.pass } }),
    ...(headline !== undefined && { measured: headline }),
    seenFirst: exercises.filter(({ solutionSeenBefore }) => solutionSeenBefore).length,
    standIns: [...new Set(exercises.flatMap(({ emulated }) => emulated))],
    days: progress.days.map(({ status }) => status),
  }
}

interface Shareable {
  course: Pick<Course, 'title'>
  progress: Pick<Progress, 'days'>
  statement: Pick<Statement, 'days'>
  measured: readonly Measured[]
}

/** A run that tells nothing apart is no figure to show around. */
function headlineOf(run: Measured | undefined): string | undefined {
  if (run?.judgement.verdict !== 'clear') return undefined
  const { headline } = run.judgement
  return typeof headline === 'string' && headline !== '' ? headline : undefined
}

function nothingToShare(number: number, day: DayProgress | undefined): Problem {
  const options = { exitCode: EXIT.notYet }
  if (day?.status === 'coming')
    return new Problem(`Day ${number} is not written yet.`, `\`${toType('list')}\` shows what is ready.`, options)
  if (day?.status === 'started') {
    return new Problem(
      `Nothing of day ${number} is proved or measured yet, so there is nothing to share.`,
      `Go on with: ${toType(`day ${number}`)}`,
      options,
    )
  }
  return new Problem(`Day ${number} is not begun yet.`, `Begin with: ${toType(`day ${number}`)}`, options)
}
