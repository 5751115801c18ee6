import { relative, resolve } from 'node:path'
import { openCourse } from '../engine/course/open.ts'
import { initWorkbook } from '../engine/workbook/init.ts'
import { openWorkbook, otherThings, sayThings } from '../engine/workbook/workbook.ts'
import { EXIT, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import { renderInit } from '../ui/setup/init.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { askYesNo } from '../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../world.ts'

/** `course init [dir]`: makes a workbook; `./workbook` unless a folder is named. Asks before it adds to other things. */
export async function run([dir]: string[], options: { yes?: boolean }, world: World): Promise<number> {
  const course = await openCourse(world)
  const root = dir === undefined ? openWorkbook(world).root : resolve(world.cwd, dir)
  const others = otherThings(root)
  if (others.length > 0 && !options.yes && !(await agrees(root, others, world))) {
    world.stdout.write('Nothing was changed.\n')
    return EXIT.ok
  }
  const result = initWorkbook({ root, packageRoot: world.packageRoot }, course)
  const cd = root === world.cwd ? undefined : shellWord(shorter(relative(world.cwd, root), root))
  world.stdout.write(renderInit({ ...result, cd }, lookOf(world)))
  return EXIT.ok
}

/** @throws Problem where there is nobody to ask */
async function agrees(root: string, others: string[], world: World): Promise<boolean> {
  const held = `${shellWord(root)} is not empty: it holds ${sayThings(others)}.`
  if (isInteractive(world)) {
    return askYesNo(world, `${held} Add the workbook's files to them? Nothing is overwritten.`)
  }
  throw new Problem(
    held,
    `To add the workbook's files to them: \`${toType(`init ${shellWord(root)} --yes`)}\`. Nothing is overwritten. Or name a folder that is not there yet.`,
  )
}

function shorter(a: string, b: string): string {
  return a.length <= b.length ? a : b
}
