import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { ParseFailure } from '../../engine/course/parse.ts'
import { readChanges } from '../../engine/mistakes/changes.ts'
import { type Changes, parseDifference } from '../../engine/mistakes/difference.ts'
import { type DescribedMistake, readMistakes } from '../../engine/mistakes/list.ts'
import { isProblem } from '../../problem.ts'
import { mergeDifference } from './merge.ts'
import { type Place, writeMistake, writtenHead } from './write.ts'

/**
 * Brings the wrong answers of an exercise up to today's solution: line numbers and context, and, where what they change
 * has changed, by merging. Those that are written out become differences. Says what it did; what it cannot do,
 * `author check` names.
 */
export function refreshMistakes(place: Place): string[] {
  return readMistakes(place.course, place.day, place.exercise).flatMap((mistake) => {
    if (mistake.status === 'unreadable') return []
    try {
      return refresh(place, mistake)
    } catch (error) {
      if (error instanceof ParseFailure || isProblem(error)) return []
      throw error
    }
  })
}

function refresh(place: Place, mistake: DescribedMistake): string[] {
  const { course, day, exercise } = place
  const read = readChanges(course, day, exercise, mistake)
  if (read.status === 'applied') return rewrite(place, mistake, read.changes, 'has been written anew')
  const merged = mergeDifference(place, parseDifference(readFileSync(mistake.path, 'utf8'), day.room))
  if (merged.status === 'no-base' || merged.conflicts > 0) return []
  return rewrite(place, mistake, merged.changes, 'has been merged with what changed in the solution')
}

function rewrite(place: Place, mistake: DescribedMistake, changes: Changes, what: string): string[] {
  const before = mistake.form === 'folder' ? undefined : readFileSync(mistake.path, 'utf8')
  const path = writeMistake(place, mistake.name, writtenHead(place, mistake), changes)
  if (path === mistake.path && readFileSync(path, 'utf8') === before) return []
  return [`${relative(place.course.root, path).split(sep).join('/')} ${what}.`]
}
