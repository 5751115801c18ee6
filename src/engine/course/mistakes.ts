import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day, Exercise } from './model.ts'
import { ParseFailure, parseYamlAs } from './parse.ts'
import { type MistakeHeader, mistakeSchema } from './schema.ts'

/** A wrong answer that the course knows: what it is, or why its description cannot be read. */
export type Mistake = { name: string; path: string } & (
  | { status: 'described'; header: MistakeHeader }
  | { status: 'unreadable'; message: string }
)

/**
 * Reads the comment that opens a wrong answer.
 * @returns undefined when the file does not open with one
 * @throws ParseFailure when it does, and something is wrong inside
 */
export function parseMistake(source: string): MistakeHeader | undefined {
  const yaml = /^\uFEFF?\s*\/\*+[ \t]*mistake[ \t]*\r?\n([\s\S]*?)\*\//.exec(source)?.[1]
  return yaml === undefined ? undefined : parseYamlAs(mistakeSchema, dedent(yaml), 2)
}

/** The known wrong answers of an exercise by name: files, or folders where the exercise is one. */
export function readMistakes(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Pick<Exercise, 'id'>,
): Mistake[] {
  const folder = join(course.root, 'solutions', day.room, 'mistakes', exercise.id)
  return namesIn(folder).map((entry) => {
    const path = join(folder, entry)
    return { name: entry.replace(/\.ts$/, ''), path, ...describe(path) }
  })
}

function describe(
  path: string,
): { status: 'described'; header: MistakeHeader } | { status: 'unreadable'; message: string } {
  try {
    for (const file of sourcesOf(path)) {
      const header = parseMistake(readFileSync(file, 'utf8'))
      if (header) return { status: 'described', header }
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

function namesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** YAML that stands indented inside the comment reads like YAML that does not. */
function dedent(text: string): string {
  const lines = text.split(/\r?\n/)
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const depth = Math.min(...depths)
  return Number.isFinite(depth) ? lines.map((line) => line.slice(depth)).join('\n') : text
}
