import { relative } from 'node:path'
import type { World } from '../../world.ts'

/** A path from where the learner is, if that is no longer. */
export function shownPath(path: string, { cwd }: Pick<World, 'cwd'>): string {
  const short = relative(cwd, path)
  return short !== '' && short.length < path.length ? short : path
}
