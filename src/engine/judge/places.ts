import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'

/** Where the files that stand in for those of a room may be. */
export type Place =
  /** All of that folder, save the exercise's own, where `without` names it. */
  | { folder: string; without?: ExerciseFile }
  /** One answer to the exercise: a file, or a folder for an exercise of several. */
  | { answer: string; exercise: ExerciseFile }

export interface ExerciseFile {
  id: string
  /** Relative to the room: `compose.ts`, or `production-chain/`. */
  file: string
}

/** The file of the first place that has it, for an absolute path in this room; undefined where none has. */
export function standIn(path: string, room: string, places: readonly Place[]): string | undefined {
  const wanted = relative(room, path)
  if (wanted.startsWith('..') || isAbsolute(wanted)) return undefined
  return fileIn(wanted, places)
}

/** @param wanted relative to the room */
export function fileIn(wanted: string, places: readonly Place[]): string | undefined {
  return places.map((place) => pathIn(place, wanted)).find((file) => file !== undefined && isFile(file))
}

export function pathIn(place: Place, wanted: string): string | undefined {
  if ('answer' in place) {
    const { answer, exercise } = place
    if (wanted === exercise.file) return answer.endsWith('.ts') ? answer : `${answer}.ts`
    const prefix = `${exercise.id}/`
    return wanted.startsWith(prefix) ? join(answer, wanted.slice(prefix.length)) : undefined
  }
  const { folder, without } = place
  if (without && (wanted === without.file || wanted.startsWith(`${without.id}/`))) return undefined
  return join(folder, wanted)
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
