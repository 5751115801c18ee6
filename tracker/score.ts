import type { Project } from '../src/engine/course/model.ts'
import type { Score } from '../src/engine/judge/verdict.ts'
import type { EventOf } from './schema.ts'

/** The points of an attempt against what each requirement is worth today. */
export function scoreOf({ requirements, pass }: Project, scored: Readonly<Record<string, number>>): Score {
  const each = requirements.map(({ id, title, points: of }) => ({
    id,
    title,
    points: Math.min(of, Object.hasOwn(scored, id) ? (scored[id] ?? 0) : 0),
    of,
  }))
  const sum = (key: 'points' | 'of') => each.reduce((total, requirement) => total + requirement[key], 0)
  return { points: sum('points'), of: sum('of'), pass, requirements: each }
}

/** Whether a run came to its end, so that its points count. */
export function isWhole({ status }: Pick<EventOf<'attempt'>, 'status'>): boolean {
  return status === 'passed' || status === 'failed'
}

/** Whether an attempt counts as a pass: a project's is one from its mark on. */
export function isPass(event: EventOf<'attempt'>, project: Project | undefined): boolean {
  if (event.status === 'passed') return true
  if (!project || !event.score || !isWhole(event)) return false
  return scoreOf(project, event.score).points >= project.pass
}
