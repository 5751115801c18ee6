import { relative, resolve } from 'node:path'
import { openCourse } from '../engine/course/open.ts'
import { initWorkbook } from '../engine/workbook/init.ts'
import { openWorkbook } from '../engine/workbook/workbook.ts'
import { EXIT } from '../problem.ts'
import { renderInit } from '../ui/init.ts'
import { lookOf } from '../ui/look.ts'
import type { World } from '../world.ts'

/** `course init [dir]`: makes a workbook; `./workbook` unless a folder is named. */
export async function run([dir]: string[], _options: object, world: World): Promise<number> {
  const course = await openCourse(world)
  const root = dir === undefined ? openWorkbook(world).root : resolve(world.cwd, dir)
  const result = initWorkbook({ root, packageRoot: world.packageRoot }, course)
  const cd = root === world.cwd ? undefined : quoted(shorter(relative(world.cwd, root), root))
  world.stdout.write(renderInit({ ...result, cd }, lookOf(world)))
  return EXIT.ok
}

function shorter(a: string, b: string): string {
  return a.length <= b.length ? a : b
}

function quoted(path: string): string {
  return /[^\w./\\:-]/.test(path) ? `"${path}"` : path
}
