import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Course } from '../course/model.ts'
import type { Workbook } from '../workbook/workbook.ts'
import { belongs, isSafe, TOP } from './belongs.ts'
import { MANIFEST, manifestFor } from './manifest.ts'
import { type Entry, MOST_BYTES, writeZip } from './zip.ts'

export interface Packed {
  archive: Buffer
  /** Files of the learner's that are in it; what the tool remembers of them is not counted. */
  files: number
  leftOut: LeftOut[]
}

export interface LeftOut {
  path: string
  why: 'a link' | 'too large' | 'cannot be read' | 'a name that other systems do not have'
}

/** Larger things are data, which programs of the learner's make. */
const LARGEST_BYTES = 16 * 1024 * 1024

/**
 * A workbook as one archive: its files, and its record as `record` has it.
 * @param record the text of progress.json; undefined where there is none
 */
export function packWorkbook(
  { root }: Pick<Workbook, 'root'>,
  course: Pick<Course, 'root' | 'title'>,
  record: string | undefined,
  now: Date,
): Packed {
  const { files, leftOut } = workbookFiles(root)
  const own: Entry[] = [
    { path: MANIFEST, content: Buffer.from(`${JSON.stringify(manifestFor(course, now), null, 2)}\n`) },
    ...(record === undefined ? [] : [{ path: 'progress.json', content: Buffer.from(record) }]),
  ]
  const all = [...own, ...files].map(({ path, content }) => ({ path: `${TOP}${path}`, content }))
  const mine = files.filter(({ path }) => !path.startsWith('.course/'))
  return { archive: writeZip(all, now), files: mine.length, leftOut }
}

/** The learner's files in a workbook, with those that cannot be taken along, and why. */
export function workbookFiles(root: string): { files: Entry[]; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = []
  return { files: filesOf(root, leftOut), leftOut }
}

/** In order, so that the same workbook makes the same archive. */
function filesOf(root: string, leftOut: LeftOut[]): Entry[] {
  const found: Entry[] = []
  let bytes = 0
  const walk = (folder: string) => {
    for (const name of namesIn(root, folder, leftOut)) {
      const path = `${folder}${name}`
      const stats = lstatSync(join(root, path), { throwIfNoEntry: false })
      if (stats?.isDirectory() && mayHold(path)) walk(`${path}/`)
      if (!stats || stats.isDirectory() || !belongs(path)) continue
      const why = stats.isSymbolicLink() ? 'a link' : whyNot(path, stats.size + bytes, stats)
      if (why) leftOut.push({ path, why })
      else if (stats.isFile()) {
        const content = readOrSay(root, path, leftOut)
        if (!content) continue
        bytes += content.length
        found.push({ path, content })
      }
    }
  }
  walk('')
  return found
}

/** `.course` itself belongs to nobody, and some of what is in it does. */
function mayHold(path: string): boolean {
  return path === '.course' || belongs(`${path}/file`)
}

function whyNot(path: string, total: number, { size }: { size: number }): LeftOut['why'] | undefined {
  if (!isSafe(path)) return 'a name that other systems do not have'
  return size > LARGEST_BYTES || total > MOST_BYTES / 2 ? 'too large' : undefined
}

function readOrSay(root: string, path: string, leftOut: LeftOut[]): Buffer | undefined {
  try {
    return readFileSync(join(root, path))
  } catch {
    leftOut.push({ path, why: 'cannot be read' })
    return undefined
  }
}

function namesIn(root: string, folder: string, leftOut: LeftOut[]): string[] {
  try {
    return readdirSync(join(root, folder)).sort()
  } catch {
    leftOut.push({ path: folder, why: 'cannot be read' })
    return []
  }
}
