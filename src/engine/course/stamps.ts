import { readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Course } from './model.ts'

/**
 * A file system clock may tick only every few milliseconds (two seconds on FAT), so a file written twice within a
 * tick looks the same. What changed this recently is not trusted.
 */
const TICK_MS = 2500

export interface Stamps {
  /** Equal for two moments when nothing that a course index is made of has changed between them. */
  text: string
  /** False when something changed so recently that another change could go unseen. */
  settled: boolean
}

/** Looks at everything that `loadCourse` reads for this course, without reading it. */
export function stampCourse(course: Course, packageRoot: string, now: number): Stamps {
  const { root } = course
  const lines: string[] = []
  let newest = 0
  const stamp = (path: string) => {
    // Not `join`: it looks at every character, hundreds of times before it is compiled.
    const stats = statsOf(`${root}/${path}`)
    if (stats) newest = Math.max(newest, stats.ctimeMs)
    lines.push(`${path} ${describe(stats)}`)
  }
  const list = (path: string): string[] => {
    const names = listing(`${root}/${path}`)
    lines.push(`${path}: ${JSON.stringify(names)}`)
    return names
  }
  stamp('course.yaml')
  for (const entry of list('lessons')) {
    const room = entry.replace(/\/$/, '')
    if (room === entry || !/^\d/.test(room)) continue
    stamp(`lessons/${room}/lesson.md`)
    stamp(`lessons/${room}/quiz.yaml`)
    // A folder's own stamp changes with the names in it.
    stamp(`lessons/${room}`)
    stamp(`lessons/${room}/demo`)
    stamp(`exercises/${room}`)
    // Checks say what they promise, and those of a project what they are worth. Some stand in parts, in a folder.
    for (const name of list(`checks/${room}`)) {
      if (name.endsWith('.check.ts')) stamp(`checks/${room}/${name}`)
      else if (name.endsWith('/')) {
        for (const part of list(`checks/${room}/${name.slice(0, -1)}`)) stamp(`checks/${room}/${name}${part}`)
      }
    }
  }
  // Their titles are in the index. A new one changes the folder's stamp.
  for (const { room, translations = [] } of course.days) {
    for (const { language } of translations) stamp(`lessons/${room}/lesson.${language}.md`)
  }
  // In a checkout the parser itself changes, under the same version.
  for (const path of parserFiles(packageRoot)) lines.push(`${path} ${describe(statsOf(path))}`)
  return { text: lines.join('\n'), settled: now - newest > TICK_MS }
}

/** What a course is read with: one bundle, which is CommonJS, or the sources that went into it. */
function parserFiles(packageRoot: string): string[] {
  if (typeof __filename === 'string') return [join(packageRoot, 'dist', 'engine', 'course', 'load.cjs')]
  const folders = ['course', 'judge'].map((name) => join(packageRoot, 'src', 'engine', name))
  return folders.flatMap((folder) => listing(folder).map((name) => join(folder, name)))
}

/** Names in a folder, sorted, folders with a slash at the end; empty when it cannot be listed. */
function listing(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.map((entry) => `${entry.name}${isFolder(folder, entry) ? '/' : ''}`).sort()
  } catch {
    return []
  }
}

function isFolder(folder: string, entry: { name: string; isDirectory(): boolean; isSymbolicLink(): boolean }): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statsOf(join(folder, entry.name))?.isDirectory() ?? false
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function describe(stats: Stats | undefined): string {
  return stats ? `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : 'none'
}
