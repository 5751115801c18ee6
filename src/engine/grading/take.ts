import { createHash } from 'node:crypto'
import { Problem } from '../../problem.ts'
import { workbookFiles } from '../archive/pack.ts'
import { unpackWorkbook } from '../archive/unpack.ts'
import type { Entry } from '../archive/zip.ts'
import { roomsOf } from '../course/earlier.ts'
import type { Course, Day } from '../course/model.ts'
import type { Submission } from './gather.ts'
import type { Graded } from './graded.ts'

/** What is judged of a submission: files of the days that were asked for. Never its record, and nothing that a link leads to. */
export interface Taken {
  /** By paths within the workbook, with `/` in them. */
  files: Entry[]
  leftOut: Graded['leftOut']
  /** SHA-256 of all of it, in hexadecimal digits. */
  digest: string
}

/**
 * Reads what was handed in, and touches nothing.
 * @throws Problem when it cannot be read, or is of another course
 */
export function takeSubmission(submission: Submission, course: Course, days: readonly Day[]): Taken {
  const { path, kind, name, problem } = submission
  if (problem !== undefined) throw new Problem(problem, 'Mend its permissions, and grade it again.')
  const rooms = new Set(days.flatMap(roomsOfWork))
  const isAsked = (file: string) => rooms.has(file.split('/')[0] ?? '')
  const { files, leftOut } = kind === 'archive' ? unpackedFrom(path, name, course) : workbookFiles(path)
  const asked = files.filter((entry) => isAsked(entry.path))
  return { files: asked, leftOut: leftOut.filter((entry) => isAsked(entry.path)), digest: digestOf(asked) }
}

/** Those of a day, and those in which its exercises may lie since they were another day's. */
function roomsOfWork(day: Day): string[] {
  const elsewhere = day.exercises.flatMap(({ earlier = [] }) => earlier.map((path) => path.slice(0, path.indexOf('/'))))
  return [...roomsOf(day), ...elsewhere]
}

function unpackedFrom(path: string, name: string, course: Course) {
  const { files } = unpackWorkbook(path, name, course)
  return { files, leftOut: [] }
}

function digestOf(files: readonly Entry[]): string {
  const hash = createHash('sha256')
  for (const { path, content } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}
