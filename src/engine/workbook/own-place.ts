import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { roomsOf } from '../course/earlier.ts'
import type { Day, Exercise } from '../course/model.ts'

type Rooms = Pick<Day, 'room' | 'aliases'>

/**
 * Where a learner's version of an exercise lies in a folder of theirs. What lies under an earlier name is still theirs: it is
 * never moved, since other files of theirs, an editor or another version of the course may go by its name.
 */
export interface OwnPlace {
  room: string
  /** In the room; with a slash at the end where the exercise is a folder. */
  file: string
}

/** The folder of a day: under its name of today, or where only one of an earlier name is there, that one. */
export function roomHere(root: string, day: Rooms): string {
  return day.aliases === undefined ? day.room : (roomsOf(day).find((room) => existsSync(join(root, room))) ?? day.room)
}

/** The place of an exercise; where it is not there yet, the one where it will be. */
export function placeHere(root: string, day: Rooms, exercise: Pick<Exercise, 'file' | 'earlier'>): OwnPlace {
  const { file, earlier } = exercise
  if (earlier === undefined || existsSync(join(root, day.room, file))) return { room: day.room, file }
  const end = file.endsWith('/') ? '/' : '.ts'
  const there = earlier.find((path) => existsSync(join(root, path + end)))
  if (there === undefined) return { room: roomHere(root, day), file }
  const slash = there.indexOf('/')
  return { room: there.slice(0, slash), file: there.slice(slash + 1) + end }
}

/** The path of a file of an exercise in its room, as it is in the course and as it is in its place, or the other way round. */
export function renamedPath(path: string, from: string, to: string): string {
  return to + path.slice(from.length)
}
