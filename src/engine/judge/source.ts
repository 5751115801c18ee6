import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { toType } from '../../to-type.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import { readModuleRecord } from './module-record.ts'
import type { ResolvedTarget } from './target.ts'
import type { Verdict } from './verdict.ts'

const CHECK_TOOL = /^(?:vitest|chai|@vitest|backend-workbook)(?:\/|$)/
const LARGEST_BYTES = 2 * 1024 * 1024

/** What can be told of a learner's file without running it: a verdict when it cannot be loaded, else undefined. */
export function inspectSource(
  packageRoot: string,
  course: Course,
  day: Day,
  exercise: Exercise,
  files: ResolvedTarget,
): Verdict | undefined {
  const name = relative(files.base, files.entry) || files.entry
  const stats = statsOf(files.entry)
  const problem = stats ? problemOf(stats, files.entry) : isLink(files.entry) ? LINK : 'is not there'
  const redo = `${toType(`reset ${day.day}/${exercise.id}`)} puts the starter there; what you have is kept.`
  if (problem) return notLoaded(`${name} ${problem}. ${redo}`)
  // A project is a process of its own: it may import and export what it likes.
  if (exercise.project) return undefined
  const text = readFileSync(files.entry, 'utf8')
  const own = readModuleRecord(packageRoot, text)
  if (!own) return undefined
  const tool = own.imports.find((specifier) => CHECK_TOOL.test(specifier))
  if (tool) return notLoaded(`An exercise cannot import ${tool}: that belongs to its checks.`)
  const wanted = readModuleRecord(packageRoot, starterOf(course, day, exercise))?.exports ?? []
  const missing = own.exportsAll ? [] : [...wanted].filter((each) => !own.exports.has(each))
  if (missing.length === 0) return undefined
  const list = missing.join(' and ')
  return notLoaded(`${name} does not export ${list}. ${adviceOn(own.exports, text, missing.length)}`)
}

function adviceOn(exports: Set<string>, text: string, missing: number): string {
  if (exports.has('default'))
    return 'Its default export has no name that the checks could call: write “export” without “default”.'
  if (exports.size === 0 && /\b(?:module\.)?exports\b/.test(text))
    return 'What it gives to module.exports (CommonJS) is not seen: these files are ES modules, with “export” before the name.'
  return missing === 1
    ? 'The checks call it by that name: put “export” before it.'
    : 'The checks call them by these names: put “export” before each.'
}

/** Undefined where there is nothing, or a link that leads back to itself. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file)
  } catch {
    return undefined
  }
}

const LINK = 'is a link that leads nowhere'

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function problemOf(stats: Stats, file: string): string | undefined {
  if (!stats.isFile()) return 'is not a file'
  if (stats.size > LARGEST_BYTES) return `is ${Math.round(stats.size / 1024 / 1024)} MB, which is no source file`
  const text = readFileSync(file)
  if (text.includes(0)) return 'is a binary file, not source code'
  return text.toString('utf8').trim() === '' ? 'is empty' : undefined
}

function starterOf(course: Course, day: Day, exercise: Exercise): string {
  const main = exercise.file.endsWith('/') ? join(exercise.file, 'app.ts') : exercise.file
  return readFileSync(join(course.root, 'exercises', day.room, main), 'utf8')
}

function notLoaded(message: string): Verdict {
  return { status: 'crashed', phase: 'load', message, checks: [], ms: 0, notes: [] }
}
