import type { Pace } from '../../../tracker/pace.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Roadmap } from '../../../tracker/roadmap.ts'
import { toJson } from '../../json.ts'

/** `course progress --json`: a contract that scripts rely on. Keys are only ever added. */
export function progressJson({ days, gates, streak, totals, pace }: Progress): string {
  return toJson({
    days: days.map(({ day, slug, title, status, exercises, topics }) => ({
      day,
      slug,
      title,
      status,
      exercises: exercises.map(({ id, status, attempts, passedAt, earlierVersion }) => ({
        id,
        status,
        attempts,
        passedAt,
        earlierVersion,
      })),
      topics: topics.map(({ id, text, done, evidence }) => ({ id, text, done, evidence })),
    })),
    gates,
    streak,
    totals,
    pace: paceOf(pace),
  })
}

/** `course pace --json` */
export function paceJson(pace: Pace): string {
  return toJson({ pace: paceOf(pace) })
}

/** The weeks are left out: they hold nothing that the calendar does not. */
function paceOf({ weeks: _weeks, ...pace }: Pace) {
  return pace
}

/** `course progress --roadmap --json` */
export function roadmapJson({ phases, totals }: Roadmap): string {
  return toJson({
    phases: phases.map(({ phase, title, status, topics, done, total }) => ({
      phase,
      title,
      status,
      topics: topics.map(({ id, text, day, status, done, evidence }) => ({ id, text, day, status, done, evidence })),
      done,
      total,
    })),
    totals,
  })
}
