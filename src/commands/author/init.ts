import { relative, resolve } from 'node:path'
import { createPack } from '../../author/pack/create.ts'
import { EXIT, Problem } from '../../problem.ts'
import { findProgram } from '../../services/find-program.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { renderNewPack } from '../../ui/author/pack.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'

export interface InitOptions {
  title?: string
}

/** `course author init <folder>`: a course of one's own, as a package. */
export function run([folder, ...rest]: string[], { title }: InitOptions, world: World): number {
  if (folder === undefined || rest.length > 0) {
    throw new Problem('A new course needs a folder.', `For example: ${toType('author init http-in-small')}`)
  }
  const path = resolve(world.cwd, folder)
  const created = createPack(path, title, world.packageRoot, (name) => findProgram(name, world.env) !== undefined)
  world.stdout.write(renderNewPack(created, shellWord(relative(world.cwd, path) || '.'), lookOf(world)))
  return EXIT.ok
}
