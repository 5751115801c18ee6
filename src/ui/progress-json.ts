import type { Progress } from '../../tracker/progress.ts'
import type { Roadmap } from '../../tracker/roadmap.ts'

/** `course progress --json`: a contract that scripts rely on. Keys are only ever added. */
export function progressJson(version: number, { days, gates, streak, totals }: Progress): string {
  return print({
    version,
    days: days.map(({ day, slug, title, status, exercises, topics }) => ({
      day,
      slug,
      title,
      status,
      exercises: exercises.map(({ id, status, attempts, passedAt }) => ({ id, status, attempts, passedAt })),
      topics: topics.map(({ id, text, done, evidence }) => ({ id, text, done, evidence })),
    })),
    gates,
    streak,
    totals,
  })
}

/** `course progress --roadmap --json` */
export function roadmapJson(version: number, { phases, totals }: Roadmap): string {
  return print({
    version,
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

function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
