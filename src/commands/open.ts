import { findExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { ensureDay } from '../engine/workbook/ensure-day.ts'
import { exerciseFile } from '../engine/workbook/workbook.ts'
import { EXIT, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { nextExercise } from './parts/next-exercise.ts'
import { openFile } from './parts/open-file.ts'
import { notesOnRestored } from './parts/put-back.ts'

/** `course open [exercise]`: the learner's file in their editor; the next one that has not passed unless one is named. */
export async function run([query]: string[], _options: object, world: World): Promise<number> {
  const { course, workbook, progress } = await openLearner(world)
  const found = query === undefined ? nextExercise(course, progress) : findExercise(course, query)
  if (!found) {
    throw new Problem('Every exercise has passed, so none is next.', `Name one: \`${toType('open <exercise>')}\`.`)
  }
  const { day, exercise } = found
  const { restored } = ensureDay(workbook, course, day)
  for (const note of notesOnRestored(restored)) world.stderr.write(`${note}\n`)
  const path = exerciseFile(workbook, day, exercise)
  const { editor } = await openFile(path, workbook, world)
  world.stdout.write(`${refOf(day, exercise)} is open in ${editor}: ${shellWord(path)}\n`)
  return EXIT.ok
}
