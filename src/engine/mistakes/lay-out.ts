import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Problem } from '../../problem.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import { readChanges } from './changes.ts'
import type { Changes } from './difference.ts'
import { readMistakes } from './list.ts'

export interface LaidOut {
  /** The exercise's file, or its folder. */
  path: string
  remove: () => void
}

/**
 * A wrong answer as a learner would have it: the solution with what the answer has in its place, in a temporary folder.
 * A file that is written out stays where it is.
 * @throws Problem when there is no such answer, or it no longer fits the solution
 */
export function layOutMistake(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Exercise,
  name: string,
): LaidOut {
  const mistake = readMistakes(course, day, exercise).find((each) => each.name === name)
  if (!mistake) throw new Problem(`${exercise.id} has no wrong answer ${name}.`, 'Look at the names of its files.')
  if (mistake.form === 'file') return { path: mistake.path, remove: () => undefined }
  const read = readChanges(course, day, exercise, mistake)
  if (read.status === 'applied') return layOut(course, day, exercise, read.changes)
  const [reject] = read.rejects
  throw new Problem(`${name} does not fit the solution of ${exercise.id}: ${reject?.why}`, reject?.hunk ?? '')
}

/** The solution with these changes, in a temporary folder. */
export function layOut(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Exercise,
  changes: Changes,
): LaidOut {
  const around = mkdtempSync(join(realpathSync(tmpdir()), 'course-mistake-'))
  const remove = () => rmSync(around, { recursive: true, force: true, maxRetries: 3 })
  try {
    // What is imported by name comes from the course's own packages: see src/loading/resolve.ts.
    writeFileSync(join(around, 'package.json'), '{ "type": "module" }\n')
    writeAnswer(course, day, exercise, changes, around)
    return { path: join(around, exercise.file).replace(/[\\/]$/, ''), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Writes the whole answer into a folder that stands for the room. */
export function writeAnswer(
  { root }: Pick<Course, 'root'>,
  { room }: Pick<Day, 'room'>,
  { file }: Pick<Exercise, 'file'>,
  changes: Changes,
  folder: string,
): void {
  if (file.endsWith('/')) {
    const filter = (path: string) => basename(path) !== 'node_modules'
    cpSync(join(root, 'solutions', room, file), join(folder, file), { recursive: true, filter })
  }
  for (const [path, text] of changes) {
    const to = join(folder, path)
    if (text === null) rmSync(to, { force: true })
    else {
      mkdirSync(dirname(to), { recursive: true })
      writeFileSync(to, text)
    }
  }
}
