import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import type { Subject } from './plugin.ts'

/** What is put in the place of the starter. */
export type Target =
  | { kind: 'file'; path: string }
  | { kind: 'starter' }
  | { kind: 'solution' }
  | { kind: 'mistake'; name: string }

export interface ResolvedTarget extends Subject {
  /** Code frames name files relative to this. */
  base: string
}

/** A folder exercise starts here. */
const FOLDER_ENTRY = 'app.ts'
/** And a project here. */
const PROJECT_ENTRY = 'src/server.ts'

/** Which files a run loads, for a learner's file, the starter, the solution or a named wrong answer. */
export function resolveTarget(course: Course, day: Day, exercise: Exercise, target: Target): ResolvedTarget {
  const rooms = {
    starters: join(course.root, 'exercises', day.room),
    checks: join(course.root, 'checks', day.room),
    solutions: join(course.root, 'solutions', day.room),
  }
  if (exercise.project) return resolveProject(rooms, exercise, target)
  const folder = exercise.file.endsWith('/')
  const main = folder ? `${exercise.id}/${FOLDER_ENTRY}` : exercise.file
  const { places, base } = placesOf(rooms, exercise, target)
  const replace = (path: string) => {
    for (const place of places) {
      const file = place(path)
      if (file !== undefined && isFile(file)) return file
    }
    return undefined
  }
  return {
    checkFile: join(rooms.checks, `${exercise.id}.check.ts`),
    room: rooms.starters,
    folders: [base, rooms.starters, rooms.solutions],
    replace,
    entry: replace(main) ?? places[0]?.(main) ?? main,
    base,
  }
}

/** A project is started as it is: nothing of it is put in the place of anything. A wrong answer has been merged before. */
function resolveProject(
  rooms: { starters: string; checks: string; solutions: string },
  exercise: Exercise,
  target: Target,
): ResolvedTarget {
  const room = target.kind === 'solution' ? rooms.solutions : rooms.starters
  const base = target.kind === 'file' ? target.path : join(room, exercise.id)
  return {
    checkFile: join(rooms.checks, `${exercise.id}.check.ts`),
    room: rooms.starters,
    folders: [],
    replace: () => undefined,
    entry: join(base, PROJECT_ENTRY),
    apart: true,
    base,
  }
}

type Place = (path: string) => string | undefined

function placesOf(
  rooms: { starters: string; solutions: string },
  exercise: Exercise,
  target: Target,
): { places: Place[]; base: string } {
  const within = (folder: string) => (path: string) => join(folder, path)
  const starters = within(rooms.starters)
  const solutions = within(rooms.solutions)
  switch (target.kind) {
    case 'starter':
      return { places: [starters], base: rooms.starters }
    case 'solution':
      return { places: [solutions, starters], base: rooms.solutions }
    case 'mistake': {
      const base = join(rooms.solutions, 'mistakes', exercise.id)
      return { places: [onlyThis(exercise, join(base, target.name)), solutions, starters], base }
    }
    case 'file': {
      const own = onlyThis(exercise, target.path)
      const isMain = (path: string) => path === exercise.file || path.startsWith(`${exercise.id}/`)
      const starter: Place = (path) => (isMain(path) ? undefined : starters(path))
      return { places: [own, within(dirname(target.path)), starter], base: dirname(target.path) }
    }
  }
}

/** Maps the exercise's own file, or the files of its folder, to `path`; knows nothing of others. */
function onlyThis(exercise: Exercise, path: string): Place {
  return (wanted) => {
    if (wanted === exercise.file) return path.endsWith('.ts') ? path : `${path}.ts`
    const prefix = `${exercise.id}/`
    return wanted.startsWith(prefix) ? join(path, wanted.slice(prefix.length)) : undefined
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
