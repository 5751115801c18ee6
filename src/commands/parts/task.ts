import { relative } from 'node:path'
import { readContract, taskLine } from '../../engine/contract.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { refOf } from '../../engine/course/model.ts'
import { exerciseFile } from '../../engine/workbook/workbook.ts'
import type { Task } from '../../ui/course/exercise.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'

/** An exercise as its page and the top of its watch show it. */
export function taskOf(world: World, { course, workbook, progress }: Learner, { day, exercise }: FoundExercise): Task {
  const path = exerciseFile(workbook, day, exercise)
  const near = relative(world.cwd, path)
  const shown = progress.days.find((each) => each.day === day.day)
  return {
    ref: refOf(day, exercise),
    exercise,
    state: shown?.exercises.find(({ id }) => id === exercise.id),
    contract: readContract(course, day, exercise),
    file: { path, shown: near.startsWith('..') ? path : near, line: taskLine(path) },
  }
}
