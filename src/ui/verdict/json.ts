import type { ExerciseRef } from '../../engine/course/model.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import type { Recognised } from '../../engine/mistakes/recognise.ts'

/** What `course check --json` prints: `{ exercise, status, ms, checks }`, and what else is known of the end. */
export function verdictJson(exercise: ExerciseRef, verdict: Verdict, recognised: Recognised | undefined) {
  const { status, ms, checks, notes, services, ...end } = verdict
  return {
    exercise,
    status,
    ms: Math.round(ms),
    checks,
    ...end,
    ...(recognised && {
      mistake: { wrong: recognised.header.wrong, why: recognised.header.why, sure: recognised.sure },
    }),
    ...(services && { services }),
    ...(notes.length > 0 && { notes }),
  }
}
