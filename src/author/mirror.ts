import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { ParseFailure } from '../engine/course/parse.ts'
import { readChanges } from '../engine/mistakes/changes.ts'
import { type Difference, lineInDifference, parseDifference } from '../engine/mistakes/difference.ts'
import { writeAnswer } from '../engine/mistakes/lay-out.ts'
import { type Mistake, readMistakes } from '../engine/mistakes/list.ts'
import { isProblem } from '../problem.ts'

/**
 * Wrong answers that are differences or folders, laid out whole in a temporary folder, each in a folder of its own: for
 * the compiler and the linter, who read files.
 */
export interface Mirror {
  root: string
  /** Those that differ from the solution, relative to `root`. */
  files: string[]
  /** Where something that was found in a laid-out file stands in the course. */
  homeOf: (file: string, line: number | undefined) => { file: string; line?: number }
  /** Lets laid-out files import packages by name. */
  linkModules: (modules: string) => void
  remove: () => void
}

interface LaidOut {
  mistake: Mistake
  difference: Difference | undefined
}

export function openMirror(
  course: Pick<Course, 'root'>,
  exercises: readonly { day: Pick<Day, 'room'>; exercise: Exercise }[],
): Mirror {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'course-mirror-'))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n')
  const places = new Map<string, LaidOut>()
  const files: string[] = []
  for (const { day, exercise } of exercises) {
    for (const mistake of readMistakes(course, day, exercise)) {
      const place = `solutions/${day.room}/mistakes/${exercise.id}/${mistake.name}`
      files.push(...layOut(course, day, exercise, mistake, join(root, place)).map((path) => `${place}/${path}`))
      places.set(place, { mistake, difference: differenceOf(mistake, day) })
    }
  }
  return {
    root,
    files,
    homeOf: (file, line) => homeOf(course.root, places, file, line),
    linkModules: (modules) => symlinkSync(modules, join(root, 'node_modules'), 'junction'),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** Writes one out where that can be done; what cannot be read or does not fit is told elsewhere. */
function layOut(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Exercise,
  mistake: Mistake,
  folder: string,
): string[] {
  if (mistake.status === 'unreadable' || mistake.form === 'file') return []
  try {
    const read = readChanges(course, day, exercise, mistake)
    if (read.status === 'rejected') return []
    writeAnswer(course, day, exercise, read.changes, folder)
    return [...read.changes].filter(([, text]) => text !== null).map(([path]) => path)
  } catch (error) {
    // Where there is no solution, that is what is wrong.
    if (error instanceof ParseFailure || isProblem(error)) return []
    throw error
  }
}

function differenceOf(mistake: Mistake, { room }: Pick<Day, 'room'>): Difference | undefined {
  if (mistake.form !== 'difference') return undefined
  try {
    return parseDifference(readFileSync(mistake.path, 'utf8'), room)
  } catch (error) {
    if (error instanceof ParseFailure) return undefined
    throw error
  }
}

const LAID_OUT = /^(solutions\/[^/]+\/mistakes\/[^/]+\/[^/]+)\/(.+)$/

function homeOf(root: string, places: Map<string, LaidOut>, file: string, line: number | undefined) {
  const [, place = '', path = ''] = LAID_OUT.exec(file) ?? []
  const laidOut = places.get(place)
  if (!laidOut) return { file, ...(line !== undefined && { line }) }
  const { mistake, difference } = laidOut
  const home = relative(root, mistake.path).split(sep).join('/')
  if (!difference) {
    const own = `${home}/${path.slice(path.indexOf('/') + 1)}`
    return existsSync(join(root, own)) ? { file: own, ...(line !== undefined && { line }) } : { file: home }
  }
  const at = line === undefined ? undefined : lineInDifference(difference, path, line)
  return { file: home, ...(at !== undefined && { line: at }) }
}
