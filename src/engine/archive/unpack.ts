import { readFileSync, statSync } from 'node:fs'
import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { Course } from '../course/model.ts'
import { belongs, isSafe, printable, TOP } from './belongs.ts'
import { MANIFEST, type Manifest, readManifest } from './manifest.ts'
import { type Entry, MOST_BYTES, readZip } from './zip.ts'

export interface Unpacked {
  manifest: Manifest
  /** The text of its progress.json; undefined where it has none. */
  record: string | undefined
  /** Everything that belongs in a workbook, by paths that lead nowhere else. */
  files: Entry[]
  /** What does not: no `course export` of today puts it there, and it stays in the archive. */
  skipped: string[]
}

/**
 * Reads a whole archive and believes none of it: every checksum, every path. Touches nothing.
 * @param name as the learner wrote it
 * @throws Problem when it cannot be read, is damaged, newer, of another course, or has paths that may lead elsewhere
 */
export function unpackWorkbook(path: string, name: string, course: Pick<Course, 'root' | 'title'>): Unpacked {
  const entries = readZip(readArchive(path, name), name).map(({ path, content }) => ({
    path: within(path, name),
    content,
  }))
  const manifest = readManifest(entries, name, course)
  const record = entries.find((entry) => entry.path === 'progress.json')
  const others = entries.filter((entry) => entry !== record && entry.path !== MANIFEST)
  const files = others.filter((entry) => belongs(entry.path))
  const skipped = others.filter((entry) => !belongs(entry.path)).map((entry) => entry.path)
  if (new Set(entries.map((entry) => entry.path)).size < entries.length) throw refused(name, 'a file twice')
  return { manifest, record: record?.content.toString('utf8'), files, skipped }
}

function within(path: string, name: string): string {
  const inside = path.startsWith(TOP) ? path.slice(TOP.length) : ''
  if (!isSafe(path)) throw refused(name, `"${printable(path)}", a path that may lead out of the workbook`)
  if (inside === '') throw refused(name, `${printable(path)}, which is not in its folder ${TOP}`)
  return inside
}

function refused(name: string, what: string): Problem {
  return new Problem(
    `${name} holds ${what}.`,
    `Nothing was changed. \`${toType('export')}\` writes no such archive: ask whoever gave it to you where it comes from.`,
  )
}

function readArchive(path: string, name: string): Buffer {
  try {
    // Opening a pipe would wait for somebody who writes into it.
    const stats = statSync(path)
    if (!stats.isFile()) throw new Error('it is not a file')
    if (stats.size > MOST_BYTES) throw new Error('it is larger than 256 MB')
    return readFileSync(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const hint = `Nothing was changed. Name the file that \`${toType('export')}\` wrote.`
    throw new Problem(`${name} cannot be read: ${why}`, hint, { code: 'not-found' })
  }
}
