import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseDocument } from 'yaml'
import type { Course, Day, Exercise } from '../../engine/course/model.ts'
import { readWhole, solutionTexts, type WholeAnswer } from '../../engine/mistakes/changes.ts'
import { type Changes, printDifference } from '../../engine/mistakes/difference.ts'
import { splitDifference } from '../../engine/mistakes/head.ts'
import { DIFFERENCE, type Mistake, mistakesFolder, readMistakes } from '../../engine/mistakes/list.ts'
import { Problem } from '../../problem.ts'

/** The exercise that a wrong answer is given to. */
export interface Place {
  course: Course
  day: Day
  exercise: Exercise
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** @throws Problem when it is no name for a wrong answer */
export function requireName(name: string): string {
  if (NAME.test(name)) return name
  const hint = 'Say what it does in lower-case words joined by hyphens: awaits-each-item'
  throw new Problem(`"${name}" is no name for a wrong answer.`, hint)
}

/** The wrong answer of that name, if there is one. */
export function findMistake({ course, day, exercise }: Place, name: string): Mistake | undefined {
  return readMistakes(course, day, exercise).find((mistake) => mistake.name === name)
}

/**
 * A wrong answer that its author has finished.
 * @param path its file; or its folder: a whole one, or, where a file in it opens with the comment, what differs
 * @throws Problem when there is none
 */
export function readFinished({ course, day, exercise }: Place, path: string): WholeAnswer {
  if (!existsSync(path)) throw new Problem(`There is no ${path}.`, 'Give the path of the finished wrong answer.')
  const solution = solutionTexts(course, day, exercise)
  const answer = readWhole(path, exercise, solution)
  const isWhole = exercise.file.endsWith('/') && !answer.described
  if (!isWhole) return answer
  const gone = [...solution.keys()].filter((file) => !answer.changes.has(file))
  return { ...answer, changes: new Map([...answer.changes, ...gone.map((file): [string, null] => [file, null])]) }
}

/** The head of a wrong answer as it is written now; '' where there is none. */
export function writtenHead({ course, day, exercise }: Place, mistake: Mistake | undefined): string {
  if (!mistake) return ''
  if (mistake.form === 'difference') return splitDifference(readFileSync(mistake.path, 'utf8')).yaml
  const { described } = readWhole(mistake.path, exercise, solutionTexts(course, day, exercise))
  return described ? withoutWithout(described.yaml) : ''
}

/** A difference says itself which files are gone. */
function withoutWithout(yaml: string): string {
  const document = parseDocument(yaml)
  return document.delete('without') ? document.toString({ lineWidth: 0 }) : yaml
}

/** Whether an answer is the solution as it stands, which no check should catch. */
export function isSolution({ course, day, exercise }: Place, { changes }: WholeAnswer): boolean {
  return printDifference('', day.room, solutionTexts(course, day, exercise), changes) === ''
}

export function isTheSolution(name: string): Problem {
  return new Problem(`${name} is the same as the solution, letter for letter.`, 'Make it wrong in one way.')
}

/**
 * Writes a wrong answer as its difference from the solution, or whole where the two have next to nothing in common, in
 * the place of what is there under its name.
 * @returns the path of the file
 * @throws Problem when nothing differs
 */
export function writeMistake(place: Place, name: string, yaml: string, changes: Changes): string {
  const { course, day, exercise } = place
  const solution = solutionTexts(course, day, exercise)
  const difference = printDifference(yaml, day.room, solution, changes)
  if (difference === '') throw isTheSolution(name)
  const own = exercise.file.endsWith('/') ? undefined : changes.get(exercise.file)
  const whole =
    typeof own === 'string' && isUnlike(solution.get(exercise.file) ?? '', own, difference)
      ? wholeText(yaml, own)
      : undefined
  const stem = join(mistakesFolder(course, day, exercise), name)
  const path = whole === undefined ? `${stem}${DIFFERENCE}` : `${stem}.ts`
  for (const other of [stem, `${stem}.ts`, `${stem}${DIFFERENCE}`]) rmSync(other, { recursive: true, force: true })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, whole ?? difference)
  return path
}

function wholeText(yaml: string, text: string): string {
  return `/* mistake\n${yaml.trimEnd()}\n*/\n${text}`
}

/** It keeps less than a third of the solution's lines, and the difference is the longer read. */
function isUnlike(solution: string, text: string, difference: string): boolean {
  const own = difference.split('\n').filter((line) => /^\+(?!\+\+ )/.test(line))
  const common = countLines(text) - own.length
  return common < countLines(solution) / 3 && countLines(difference) > countLines(text)
}

function countLines(text: string): number {
  return text.trimEnd().split('\n').length
}
