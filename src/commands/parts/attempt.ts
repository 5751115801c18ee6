import { dirname, relative } from 'node:path'
import { type Day, type Exercise, refOf } from '../../engine/course/model.ts'
import type { Judge, JudgeRequest, Target } from '../../engine/judge/judge.ts'
import { type Damage, keepSources } from '../../engine/judge/kept-sources.ts'
import { isPassed } from '../../engine/judge/score.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import { failingChecks } from '../../engine/mistakes/failing.ts'
import type { Recognised } from '../../engine/mistakes/recognise.ts'
import { ensureDay } from '../../engine/workbook/ensure-day.ts'
import { isUntouched } from '../../engine/workbook/reset.ts'
import { exerciseFile } from '../../engine/workbook/workbook.ts'
import type { Score } from '../../score.ts'
import { againAfterStop } from '../../ui/terminal/after-stop.ts'
import type { Learner } from './learner.ts'
import { listed, notesOnRestored } from './put-back.ts'

export interface Attempt {
  verdict: Verdict
  /** The known wrong answer that fails in this way. */
  mistake?: Recognised
  /** Files that the run deleted and that were put back. */
  putBack: string[]
  /** Settles when the attempt is in the record, or is none: an untouched starter and what nobody can tell count as nothing. The learner need not wait for it to read the verdict. */
  recorded: Promise<void>
}

/** The learner's version of an exercise, there to be judged. */
export function targetOf(learner: Learner, day: Day, exercise: Exercise): Target & { path: string } {
  return madeReady(learner, day, exercise).target
}

function madeReady({ course, workbook }: Learner, day: Day, exercise: Exercise) {
  const { restored } = ensureDay(workbook, course, day)
  const target: Target & { path: string } = { kind: 'file', path: exerciseFile(workbook, day, exercise) }
  return { target, restored }
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
  onCheck?: JudgeRequest['onCheck'],
): Promise<Attempt> {
  const { course } = learner
  const { target, restored } = madeReady(learner, day, exercise)
  const request = { course, day, exercise, target, signal, ...(onCheck && { onCheck }) }
  const { verdict, putBack } = await judgeBeside(learner, judge, request)
  verdict.notes.push(...notesOnRestored(restored))
  if (verdict.status === 'inconclusive') return { verdict, putBack, recorded: Promise.resolve() }
  if (!isPassed(verdict) && isUntouched(learner.workbook, course, day, exercise)) {
    verdict.notes.push('This is the starter as it came, so it counts as no attempt.')
    return { verdict, putBack, recorded: Promise.resolve() }
  }
  const mistake = verdict.status === 'passed' ? undefined : await knownMistake(learner, day, exercise, verdict)
  const emulated = (verdict.services ?? []).filter(({ how }) => how === 'emulator').map(({ name }) => name)
  const recorded = learner.add({
    type: 'attempt',
    exercise: refOf(day, exercise),
    status: verdict.status,
    ms: Math.round(verdict.ms),
    failing: failingChecks(verdict),
    checks: verdict.checks.length,
    ...(isPassed(verdict) && { passed: passedChecks(verdict) }),
    ...(emulated.length > 0 && { emulated }),
    ...(verdict.score && { score: pointsOf(verdict.score) }),
  })
  return { verdict, ...(mistake && { mistake }), putBack, recorded }
}

/** A verdict on something in the workbook, whose files are kept from what the run does to them. */
export async function judgeBeside(
  { workbook }: Learner,
  judge: Judge,
  request: JudgeRequest & { target: { path: string }; signal: AbortSignal },
): Promise<Pick<Attempt, 'verdict' | 'putBack'>> {
  const putBackSources = keepSources(dirname(request.target.path), workbook.root)
  const verdict = await againAfterStop(request.signal, (signal) => judge.judge({ ...request, signal }))
  const damage = await putBackSources()
  verdict.notes.push(...notesOn(damage, workbook.root))
  return { verdict, putBack: [...damage.deleted, ...damage.emptied] }
}

function notesOn({ deleted, emptied, lost }: Damage, root: string): string[] {
  const told = (what: string, files: string[]) => {
    if (files.length === 0) return []
    const list = listed(files.map((file) => relative(root, file)))
    return [`Your code ${what} ${list}. ${files.length === 1 ? 'It was' : 'They were'} put back as before.`]
  }
  return [
    ...told('deleted', deleted),
    ...told('emptied', emptied),
    ...lost.map(({ file, why }) => `Your code deleted ${relative(root, file)}, and it cannot be put back: ${why}`),
  ]
}

function passedChecks({ checks }: Verdict): string[] {
  return checks.flatMap(({ status, title }) => (status === 'passed' ? [title] : []))
}

/** Of each requirement, as the record keeps them. */
export function pointsOf({ requirements }: Score): Record<string, number> {
  return Object.fromEntries(requirements.map(({ id, points }) => [id, points]))
}

/** The parser of wrong answers' descriptions is loaded only when something failed. */
async function knownMistake({ course }: Learner, day: Day, exercise: Exercise, verdict: Verdict) {
  const { recogniseAmong } = await import('../../engine/mistakes/recognise.ts')
  return recogniseAmong(course, day, exercise, verdict)
}
