import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { filesOf } from './exercise.ts'
import { error, type Finding } from './finding.ts'

const ROOMS = ['lessons', 'exercises', 'checks', 'solutions']

/** Every file in a day's four rooms, relative to the course; of one exercise where it is asked for. */
export function sourcesOf(course: Pick<Course, 'root'>, day: Day, only?: Exercise): string[] {
  const rooms = ROOMS.map((room) => `${room}/${day.room}`)
  const starts = only ? Object.values(filesOf(day, only)) : rooms
  return starts.flatMap((start) => filesIn(course.root, start.replace(/\/$/, '')))
}

/** Files that stand for themselves. Those of a wrong answer that is a folder are read with the solution around them. */
export function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file) && isLinted(file)
}

export function isLinted(file: string): boolean {
  return !file.endsWith('.diff') && !/^solutions\/[^/]+\/mistakes\/[^/]+\/[^/]+\//.test(file)
}

/** What a scaffold left for the author: `TODO:` and what to write there. */
export function proveWritten(course: Pick<Course, 'root'>, files: string[]): Finding[] {
  return files
    .filter((file) => /\.(?:[cm]?[jt]s|md|ya?ml|diff)$/.test(file))
    .flatMap((file) =>
      readFileSync(join(course.root, file), 'utf8')
        .split(/\r?\n/)
        .flatMap((text, index) => {
          const what = todoIn(text)
          return what === undefined ? [] : [error(file, 'The TODO is still there.', `Write ${what}.`, index + 1)]
        }),
    )
}

/** Of a text in quotes up to the quote that ends it: code and YAML go on behind that. */
function todoIn(line: string): string | undefined {
  const [, , quoted, bare] = /(["'`])TODO: (.*?)\1|\bTODO: (.*)$/.exec(line) ?? []
  return quoted ?? bare
}

function filesIn(root: string, start: string): string[] {
  const path = join(root, start)
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [start]
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? filesIn(root, `${start}/${entry.name}`) : [`${start}/${entry.name}`]))
    .sort()
}
