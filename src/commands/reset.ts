import { relative } from 'node:path'
import { findExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { type ResetResult, resetExercise } from '../engine/workbook/reset.ts'
import { EXIT } from '../problem.ts'
import { askYesNo } from '../ui/prompt.ts'
import { isInteractive, type World } from '../world.ts'
import { openLearner } from './parts/learner.ts'

/** `course reset <exercise>`: the starter again. What it replaces is kept, so without a terminal it does not ask. */
export async function run([query = '']: string[], options: { yes?: boolean }, world: World): Promise<number> {
  const { course, workbook, add } = await openLearner(world)
  const { day, exercise } = findExercise(course, query)
  const ref = refOf(day, exercise)
  if (!options.yes && isInteractive(world)) {
    const wanted = await askYesNo(world, `Start ${ref} again? Your version is kept.`)
    if (!wanted) return EXIT.ok
  }
  const result = resetExercise(workbook, course, day, exercise, world.now())
  world.stdout.write(sentence(ref, result, world.cwd))
  if (result.status === 'reset') await add({ type: 'reset', exercise: ref })
  return EXIT.ok
}

function sentence(ref: string, result: ResetResult, cwd: string): string {
  const file = fromHere(result.file, cwd)
  if (result.status === 'untouched') return `${ref} is the starter already: ${file}\n`
  if (result.status === 'restored') return `There was no file of yours. The starter is there: ${file}\n`
  return `${ref} starts again: ${file}\nYour version is kept in ${fromHere(result.kept, cwd)}\n`
}

function fromHere(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short.startsWith('..') ? path : short
}
