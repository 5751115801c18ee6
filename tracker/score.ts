import type { Project } from '../src/engine/course/model.ts'
import { reachesMark, scoreOf } from '../src/score.ts'
import type { EventOf } from './schema.ts'

/** Whether a run came to its end, so that its points count. */
export function isWhole({ status }: Pick<EventOf<'attempt'>, 'status'>): boolean {
  return status === 'passed' || status === 'failed'
}

/** Whether an attempt counts as a pass: a project's is one from its mark on, with all that must be. */
export function isPass(event: Pick<EventOf<'attempt'>, 'status' | 'score'>, project: Project | undefined): boolean {
  if (event.status === 'passed') return true
  if (!project || !event.score || !isWhole(event)) return false
  return reachesMark(scoreOf(project, event.score))
}
