import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { type Decides, digestOfAll } from './decides.ts'
import type { Fencing } from './fence.ts'
import { type Grade, isUntold } from './graded.ts'

/** What was judged before, so that what was interrupted goes on where it ended. */
export interface Journal {
  /** Of the submission with this digest. */
  gradesOf: (digest: string) => Grade[]
  add: (digest: string, grade: Grade) => void
}

/** Forgets everything. */
export function noJournal(): Journal {
  return { gradesOf: () => [], add: () => undefined }
}

const WHAT = 'grades of a course'

/**
 * Keeps each grade in a file: a line that says of which course, with which Node.js and how fenced in, then a line for each
 * grade. Whoever ends in the middle of a line loses that one.
 * @throws Problem when the file is something else, or cannot be written
 */
export function openJournal(file: string, decides: Decides, fencing: Fencing): Journal {
  const of = { decides: digestOfAll(decides), node: process.version, fenced: fencing.by }
  const head = JSON.stringify({ what: WHAT, version: 1, ...of })
  const before = readLines(file)
  if (before.length > 0 && before[0] !== head) throw another(file, before[0] ?? '')
  const known = new Map<string, Map<string, Grade>>()
  const remember = (digest: string, grade: Grade) => {
    const grades = known.get(digest) ?? new Map<string, Grade>()
    known.set(digest, grades.set(grade.exercise, grade))
  }
  for (const line of before.slice(1)) {
    const entry = entryOf(line)
    if (entry) remember(entry.digest, entry.grade)
  }
  write(file, () => (before.length === 0 ? writeFileSync(file, `${head}\n`) : appendFileSync(file, '\n')))
  return {
    gradesOf: (digest) => [...(known.get(digest)?.values() ?? [])],
    add(digest, grade) {
      // It may be told next time, and pass under other limits.
      if (grade.status === 'stopped' || (grade.status === 'judged' && isUntold(grade.verdict))) return
      remember(digest, grade)
      write(file, () => appendFileSync(file, `${JSON.stringify({ digest, grade })}\n`))
    },
  }
}

function readLines(file: string): string[] {
  if (!existsSync(file)) return []
  let text = ''
  write(file, () => {
    text = readFileSync(file, 'utf8')
  })
  return text.split('\n').filter((line) => line !== '')
}

/** Undefined for a line that was cut off. */
function entryOf(line: string): { digest: string; grade: Grade } | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function another(file: string, head: string): Problem {
  const isOurs = head.includes(JSON.stringify(WHAT))
  const why = isOurs
    ? 'holds grades of another version of the course or of this tool, from another Node.js, or fenced in otherwise'
    : 'holds something else than grades'
  return new Problem(`${shellWord(file)} ${why}.`, 'Name a file that is not there yet, or move this one away.')
}

function write(file: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Problem(`${shellWord(file)} cannot be used: ${why}`, 'Name a file in a folder that you may write to.')
  }
}
