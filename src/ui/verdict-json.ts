import type { ExerciseRef } from '../engine/course/model.ts'
import type { MistakeHeader } from '../engine/course/schema.ts'
import type { Verdict } from '../engine/judge/verdict.ts'

/** What `course check --json` prints: `{ exercise, status, ms, checks }`, and what else is known of the end. */
export function verdictJson(exercise: ExerciseRef, verdict: Verdict, mistake: MistakeHeader | undefined) {
  const { status, ms, checks, notes, services, ...end } = verdict
  return {
    exercise,
    status,
    ms: Math.round(ms),
    checks,
    ...end,
    ...(mistake && { mistake: { wrong: mistake.wrong, why: mistake.why } }),
    ...(services && { services }),
    ...(notes.length > 0 && { notes }),
  }
}
