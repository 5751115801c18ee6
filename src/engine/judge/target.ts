import { dirname, join } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import { fileIn, type Place, pathIn } from './places.ts'

/** What is put in the place of the starter. */
export type Target =
  | { kind: 'file'; path: string }
  | { kind: 'starter' }
  | { kind: 'solution' }
  /** `path`: where it is laid out. Without it, as a whole file among the solutions. */
  | { kind: 'mistake'; name: string; path?: string }

/** What a run loads. */
export interface ResolvedTarget {
  checkFile: string
  /** exercises/<room>, absolute: what check files import from. */
  room: string
  /** What stands in for the files there: the first that has it. */
  places: Place[]
  /** Where the judged code begins. */
  entry: string
  /** It never runs in the process of the checks. */
  apart?: boolean
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
  if (exercise.project) return resolveProject(rooms, exercise, target, exercise.project.entry ?? PROJECT_ENTRY)
  const folder = exercise.file.endsWith('/')
  const main = folder ? `${exercise.id}/${FOLDER_ENTRY}` : exercise.file
  const { places, base } = placesOf(rooms, exercise, target)
  return {
    checkFile: join(rooms.checks, `${exercise.id}.check.ts`),
    room: rooms.starters,
    places,
    entry: fileIn(main, places) ?? (places[0] && pathIn(places[0], main)) ?? main,
    base,
  }
}

/** A project is started as it is: nothing of it is put in the place of anything. A wrong answer has been laid out before. */
function resolveProject(
  rooms: { starters: string; checks: string; solutions: string },
  exercise: Exercise,
  target: Target,
  entry: string,
): ResolvedTarget {
  const room = target.kind === 'solution' ? rooms.solutions : rooms.starters
  const base = 'path' in target && target.path !== undefined ? target.path : join(room, exercise.id)
  return {
    checkFile: join(rooms.checks, `${exercise.id}.check.ts`),
    room: rooms.starters,
    places: [],
    entry: join(base, entry),
    apart: true,
    base,
  }
}

function placesOf(
  rooms: { starters: string; solutions: string },
  exercise: Exercise,
  target: Target,
): { places: Place[]; base: string } {
  const starters: Place = { folder: rooms.starters }
  const solutions: Place = { folder: rooms.solutions }
  const answer = (path: string): Place => ({ answer: path, exercise: { id: exercise.id, file: exercise.file } })
  switch (target.kind) {
    case 'starter':
      return { places: [starters], base: rooms.starters }
    case 'solution':
      return { places: [solutions, starters], base: rooms.solutions }
    case 'mistake': {
      const path = target.path ?? join(rooms.solutions, 'mistakes', exercise.id, target.name)
      return { places: [answer(path), solutions, starters], base: dirname(path) }
    }
    case 'file': {
      const base = dirname(target.path)
      const others: Place = { folder: rooms.starters, without: { id: exercise.id, file: exercise.file } }
      return { places: [answer(target.path), { folder: base }, others], base }
    }
  }
}
