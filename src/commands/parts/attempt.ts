import { type Day, type Exercise, refOf } from '../../engine/course/model.ts'
import type { MistakeHeader } from '../../engine/course/schema.ts'
import type { Judge, Target } from '../../engine/judge/judge.ts'
import { keepSources } from '../../engine/judge/kept-sources.ts'
import { failingChecks, recogniseMistake } from '../../engine/judge/recognise.ts'
import type { Score, Verdict } from '../../engine/judge/verdict.ts'
import { ensureDay } from '../../engine/workbook/ensure-day.ts'
import { exerciseFile } from '../../engine/workbook/workbook.ts'
import type { Learner } from './learner.ts'

export interface Attempt {
  verdict: Verdict
  /** The known wrong answer that fails in just this way. */
  mistake?: MistakeHeader
  /** Files that the run deleted and that were put back. */
  putBack: string[]
  /** Settles when the attempt is in the record. The learner need not wait for it to read the verdict. */
  recorded: Promise<void>
}

/** The learner's version of an exercise, there to be judged. */
export function targetOf({ course, workbook }: Learner, day: Day, exercise: Exercise): Target & { path: string } {
  ensureDay(workbook, course, day)
  return { kind: 'file', path: exerciseFile(workbook, day, exercise) }
}

/**
 * Judges the learner's version of an exercise, and begins to record what came of it.
 * @throws AbortError when the signal stops it; nothing is recorded then
 */
export async function attempt(
  learner: Learner,
  judge: Judge,
  { day, exercise }: { day: Day; exercise: Exercise },
  signal: AbortSignal,
): Promise<Attempt> {
  const { course } = learner
  const target = targetOf(learner, day, exercise)
  const putBackSources = keepSources(target.path)
  const verdict = await judge.judge({ course, day, exercise, target, signal })
  const putBack = putBackSources()
  for (const file of putBack) verdict.notes.push(`Your code deleted ${file}. It was put back as it was.`)
  const mistake = verdict.status === 'passed' ? undefined : await knownMistake(learner, day, exercise, verdict)
  const emulated = (verdict.services ?? []).filter(({ how }) => how === 'emulator').map(({ name }) => name)
  const recorded = learner.add({
    type: 'attempt',
    exercise: refOf(day, exercise),
    status: verdict.status,
    ms: Math.round(verdict.ms),
    failing: failingChecks(verdict),
    checks: verdict.checks.length,
    ...(emulated.length > 0 && { emulated }),
    ...(verdict.score && { score: pointsOf(verdict.score) }),
  })
  return { verdict, ...(mistake && { mistake }), putBack, recorded }
}

function pointsOf({ requirements }: Score): Record<string, number> {
  return Object.fromEntries(requirements.map(({ id, points }) => [id, points]))
}

/** The parser of wrong answers' descriptions is loaded only when something failed. */
async function knownMistake({ course }: Learner, day: Day, exercise: Exercise, verdict: Verdict) {
  const { readMistakes } = await import('../../engine/course/mistakes.ts')
  return recogniseMistake(verdict, readMistakes(course, day, exercise))
}
