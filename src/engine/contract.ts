import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day, Exercise } from './course/model.ts'

/** What an exercise promises to be judged by. */
export interface Contract {
  /** In a sentence or a few, without marks. */
  summary: string
  /** All of it, in Markdown; empty where the course says nothing. */
  text: string
}

/** Lines of text. Comments of one line say what a type or a constant is. */
const LEAST_LINES = 2

/** The comments of the starter that say what is asked for; of a folder its README.md. */
export function readContract(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Pick<Exercise, 'file'>,
): Contract {
  const isFolder = exercise.file.endsWith('/')
  const file = join(course.root, 'exercises', day.room, exercise.file, isFolder ? 'README.md' : '')
  const source = readOrNothing(file.replace(/[/\\]$/, ''))
  if (isFolder) {
    const text = source.replace(/^# .*\n+/, '')
    return { text, summary: firstParagraph(text) }
  }
  const comments = commentsOf(source)
  const longest = comments.toSorted((a, b) => b.length - a.length)[0]
  return {
    text: comments.map((lines) => lines.join('\n')).join('\n\n'),
    summary: firstParagraph(longest?.join('\n') ?? ''),
  }
}

/** The line of the learner's file at which they begin to write, 1-based: what it exports. Undefined for a folder. */
export function taskLine(path: string): number | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined
  const lines = readOrNothing(path).split('\n')
  const at = lines.findIndex((line) => /^export (?:default |async )*(?:function|class|const|let)\b/.test(line))
  return at < 0 ? 1 : at + 1
}

function commentsOf(source: string): string[][] {
  return [...source.matchAll(/^\/\*\*?[\s\S]*?\*\//gm)]
    .map(([comment]) =>
      comment
        .replace(/^\/\*\*?[ \t]*\n?/, '')
        .replace(/\s*\*\/$/, '')
        .split('\n')
        .map((line) => line.replace(/^ ?\* ?/, '').trimEnd()),
    )
    .filter((lines) => lines.length >= LEAST_LINES)
}

function firstParagraph(markdown: string): string {
  const [paragraph = ''] = markdown.trim().split(/\n\s*\n/)
  return paragraph.replace(/\s+/g, ' ').replaceAll('`', '')
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
