import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import { ParseFailure } from '../course/parse.ts'
import type { MistakeHeader } from '../course/schema.ts'
import { parseHead, splitComment, splitDifference } from './head.ts'

/**
 * How a wrong answer is written: as its difference from the solution, or, where the two have nothing in common, as a
 * whole file, or as a folder of the files that differ.
 */
export type MistakeForm = 'difference' | 'file' | 'folder'

/** A wrong answer that the course knows: what it is, or why its description cannot be read. */
export type Mistake = { name: string; path: string; form: MistakeForm } & (
  | { status: 'described'; header: MistakeHeader }
  | { status: 'unreadable'; message: string }
)

export type DescribedMistake = Extract<Mistake, { status: 'described' }>

export const DIFFERENCE = '.diff'

/** The folder of an exercise's wrong answers; it need not be there. */
export function mistakesFolder(
  { root }: Pick<Course, 'root'>,
  { room }: Pick<Day, 'room'>,
  { id }: Pick<Exercise, 'id'>,
): string {
  return join(root, 'solutions', room, 'mistakes', id)
}

/** The known wrong answers of an exercise, by name. */
export function readMistakes(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Pick<Exercise, 'id'>,
): Mistake[] {
  const folder = mistakesFolder(course, day, exercise)
  const entries = entriesOf(folder)
  return entries.map(({ name, entry, form }) => {
    const path = join(folder, entry)
    const twice = entries.some((other) => other.name === name && other.entry !== entry)
    return { name, path, form, ...(twice ? standsTwice(name) : describe(path, form)) }
  })
}

type Description = { status: 'described'; header: MistakeHeader } | { status: 'unreadable'; message: string }

function standsTwice(name: string): Description {
  return { status: 'unreadable', message: `${name} is there in two forms, as a difference and whole: keep one` }
}

function describe(path: string, form: MistakeForm): Description {
  try {
    if (form === 'difference') {
      return { status: 'described', header: parseHead(splitDifference(readFileSync(path, 'utf8'))) }
    }
    for (const file of sourcesOf(path)) {
      const described = splitComment(readFileSync(file, 'utf8'))
      if (described) return { status: 'described', header: parseHead(described) }
    }
    return { status: 'unreadable', message: 'it does not open with a /* mistake … */ comment' }
  } catch (error) {
    if (error instanceof ParseFailure) return { status: 'unreadable', message: error.message }
    throw error
  }
}

function sourcesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(path, name))
}

function entriesOf(folder: string): { name: string; entry: string; form: MistakeForm }[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries
      .flatMap((entry): { name: string; entry: string; form: MistakeForm }[] => {
        const { name } = entry
        if (entry.isDirectory()) return [{ name, entry: name, form: 'folder' }]
        if (name.endsWith(DIFFERENCE)) return [{ name: name.slice(0, -5), entry: name, form: 'difference' }]
        return name.endsWith('.ts') ? [{ name: name.slice(0, -3), entry: name, form: 'file' }] : []
      })
      .sort((a, b) => (a.entry < b.entry ? -1 : 1))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
