import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { Problem } from '../../problem.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import { MARKER } from './marker.ts'
import type { Workbook } from './workbook.ts'

/** One file of an exercise, by its path relative to the room: `map-limit.ts`, `production-chain/app.ts`. */
export interface ExerciseFile {
  path: string
  content: Buffer
}

/**
 * The files that an exercise starts from.
 * @throws Problem when the course does not have them
 */
export function readStarter(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>, exercise: Exercise): ExerciseFile[] {
  return readOfCourse(join(course.root, 'exercises', day.room), exercise, 'starter')
}

/**
 * The reference solution.
 * @throws Problem when the course does not have one
 */
export function readSolution(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>, exercise: Exercise): ExerciseFile[] {
  return readOfCourse(join(course.root, 'solutions', day.room), exercise, 'solution')
}

/** Every file of an exercise in a room, in order; of a folder without what npm and git keep there. */
export function readFiles(room: string, file: string): ExerciseFile[] {
  const paths = file.endsWith('/') ? filesUnder(room, file) : [file]
  return paths.map((path) => ({ path, content: readFile(join(room, path)) }))
}

/** Reading a pipe would wait for somebody who writes into it. */
function readFile(path: string): Buffer {
  if (!statSync(path).isFile()) throw new Error(`${path} is not a file`)
  return readFileSync(path)
}

function readOfCourse(room: string, exercise: Exercise, what: string): ExerciseFile[] {
  try {
    return readFiles(room, exercise.file)
  } catch (error) {
    throw new Problem(
      `The course has no ${what} for ${exercise.id}: ${join(room, exercise.file)} cannot be read.`,
      'Install the course again, or tell its author.',
      { cause: error },
    )
  }
}

/**
 * What the starter was when it was copied. A file that still equals it is one that the learner has not changed.
 * Kept as a whole copy a file, so that two processes never write the same list.
 */
export function readPristine(workbook: Workbook, room: string, path: string): Buffer | undefined {
  return readIfThere(join(workbook.root, MARKER, 'starters', room, path))
}

/** Remembers a starter. A workbook that cannot be written to only loses its refreshes. */
export function writePristine(workbook: Workbook, room: string, file: ExerciseFile): void {
  try {
    writeWhole(join(workbook.root, MARKER, 'starters', room, file.path), file.content)
  } catch {
    // Then an untouched starter stays as it is when the course changes it.
  }
}

/** Equal but for line endings, which git may change on the way. */
export function isSameText(a: Buffer, b: Buffer): boolean {
  return a.equals(b) || a.toString('latin1').replaceAll('\r\n', '\n') === b.toString('latin1').replaceAll('\r\n', '\n')
}

/** Writes aside and renames, so that no reader and no crash sees half a file. */
export function writeWhole(path: string, content: Buffer | string): void {
  makeFolder(dirname(path))
  const aside = join(dirname(path), `.${process.pid}.${Date.now().toString(36)}.tmp`)
  try {
    writeFileSync(aside, content)
    renameSync(aside, path)
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  }
}

export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}

/** Links to folders are not followed: they may lead back to where they are. Pipes and sockets hold nothing to keep. */
function filesUnder(room: string, folder: string): string[] {
  const entries = readdirSync(join(room, folder), { withFileTypes: true })
  return entries
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== '.git')
    .flatMap((entry) => {
      const path = `${folder}${entry.name}`
      if (entry.isDirectory()) return filesUnder(room, `${path}/`)
      return statSync(join(room, path), { throwIfNoEntry: false })?.isFile() ? [path] : []
    })
    .sort()
}
