import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import { readSolution } from '../workbook/starters.ts'
import { type Applied, applyDifference, type Changes, parseDifference, type Texts } from './difference.ts'
import { type Described, goneWithout, splitComment } from './head.ts'
import type { Mistake } from './list.ts'

/** The solution's files as text, by their path relative to the room. */
export function solutionTexts(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>, exercise: Exercise): Texts {
  const files = readSolution(course, day, exercise)
  return new Map(files.map(({ path, content }) => [path, content.toString('utf8').replaceAll('\r\n', '\n')]))
}

/**
 * What a wrong answer has in place of the solution's files, without the comment that describes it.
 * @throws ParseFailure when it is a difference that cannot be read; Problem when there is no solution
 */
export function readChanges(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Exercise,
  mistake: Pick<Mistake, 'form' | 'path'>,
): Applied {
  const solution = solutionTexts(course, day, exercise)
  if (mistake.form === 'difference') {
    return applyDifference(parseDifference(readFileSync(mistake.path, 'utf8'), day.room), solution)
  }
  return { status: 'applied', changes: readWhole(mistake.path, exercise, solution).changes }
}

export interface WholeAnswer {
  changes: Changes
  /** The comment that opens it, or one of its files. */
  described: Described | undefined
}

/**
 * A wrong answer that is written out: a file, or a folder of those that differ from the solution.
 * @throws ParseFailure when its comment is not what it should be
 */
export function readWhole(path: string, exercise: Pick<Exercise, 'id' | 'file'>, solution: Texts): WholeAnswer {
  const files = statSync(path).isDirectory() ? textsIn(path, exercise.id) : new Map([[exercise.file, textOf(path)]])
  const changes: Changes = new Map()
  let described: Described | undefined
  for (const [name, text] of files) {
    const split = splitComment(text)
    described ??= split
    changes.set(name, split ? split.body : text)
  }
  const without = described ? goneWithout(described) : []
  for (const gone of without.map((each) => `${exercise.id}/${each}`.replace(/\/$/, ''))) {
    for (const name of solution.keys()) {
      if ((name === gone || name.startsWith(`${gone}/`)) && !changes.has(name)) changes.set(name, null)
    }
  }
  return { changes, described }
}

function textsIn(folder: string, id: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const named = files.map((file): [string, string] => [`${id}/${relative(folder, file).split(sep).join('/')}`, file])
  const own = named.filter(([name]) => !name.includes('/node_modules/'))
  return new Map(own.sort().map(([name, file]) => [name, textOf(file)]))
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
}
