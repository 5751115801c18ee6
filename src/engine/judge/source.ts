import { readFileSync, type Stats, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import { exportedNames } from './exported-names.ts'
import type { ResolvedTarget } from './target.ts'
import type { Verdict } from './verdict.ts'

const CHECK_TOOL = /\b(?:from|import)\s*\(?\s*['"]((?:vitest|chai|@vitest|backend-workbook)(?:\/[^'"]*)?)['"]/
const LARGEST_BYTES = 2 * 1024 * 1024

/** What can be told of a learner's file without running it: a verdict when it cannot be loaded, else undefined. */
export function inspectSource(
  course: Course,
  day: Day,
  exercise: Exercise,
  files: ResolvedTarget,
): Verdict | undefined {
  const name = relative(files.base, files.entry) || files.entry
  const stats = statSync(files.entry, { throwIfNoEntry: false })
  const problem = stats ? problemOf(stats, files.entry) : 'is not there'
  const redo = `course reset ${day.day}/${exercise.id} puts the starter there; what you have is kept.`
  if (problem) return notLoaded(`${name} ${problem}. ${redo}`)
  // A project is a process of its own: it may import and export what it likes.
  if (exercise.project) return undefined
  const source = readFileSync(files.entry, 'utf8')
  const tool = CHECK_TOOL.exec(source)?.[1]
  if (tool) return notLoaded(`An exercise cannot import ${tool}: that belongs to its checks.`)
  const missing = missingExports(course, day, exercise, source)
  if (missing.length === 0) return undefined
  const list = missing.join(' and ')
  return notLoaded(`${name} does not export ${list}. The checks call it by that name: put “export” before it.`)
}

function problemOf(stats: Stats, file: string): string | undefined {
  if (!stats.isFile()) return 'is not a file'
  if (stats.size > LARGEST_BYTES) return `is ${Math.round(stats.size / 1024 / 1024)} MB, which is no source file`
  const text = readFileSync(file)
  if (text.includes(0)) return 'is a binary file, not source code'
  return text.toString('utf8').trim() === '' ? 'is empty' : undefined
}

function missingExports(course: Course, day: Day, exercise: Exercise, source: string): string[] {
  const main = exercise.file.endsWith('/') ? join(exercise.file, 'app.ts') : exercise.file
  const starter = exportedNames(readFileSync(join(course.root, 'exercises', day.room, main), 'utf8'))
  const own = exportedNames(source)
  return own.all ? [] : [...starter.names].filter((name) => !own.names.has(name))
}

function notLoaded(message: string): Verdict {
  return { status: 'crashed', phase: 'load', message, checks: [], ms: 0, notes: [] }
}
