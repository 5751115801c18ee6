import { relative } from 'node:path'
import { findExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { compareStarters } from '../engine/workbook/compare.ts'
import { type ResetResult, resetExercise } from '../engine/workbook/reset.ts'
import { EXIT } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { renderDiff } from '../ui/code/diff.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { askYesNo } from '../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../world.ts'
import { openLearner } from './parts/learner.ts'

interface Options {
  yes?: boolean
  /** Changes nothing. */
  diff?: boolean
}

/** `course reset <exercise>`: the starter again. What it replaces is kept, so without a terminal it does not ask. */
export async function run([query = '']: string[], options: Options, world: World): Promise<number> {
  const { course, workbook, add } = await openLearner(world)
  const { day, exercise } = findExercise(course, query)
  const ref = refOf(day, exercise)
  if (options.diff) {
    const files = await compareStarters(workbook, course, day, exercise)
    const same = `The starter of ${ref} is what it was when you got it.\n`
    world.stdout.write(files.length > 0 ? renderDiff(files, ['your-starter', 'todays-starter'], lookOf(world)) : same)
    return EXIT.ok
  }
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
  return shellWord(short.startsWith('..') ? path : short)
}
