import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { Course } from '../course/model.ts'
import { printable } from './belongs.ts'
import type { Entry } from './zip.ts'

/** Raise it when an older tool would misread a newer archive. */
const ARCHIVE_FORMAT = 1

/** In the archive, relative to its top folder: what this is and whose course it belongs to. */
export const MANIFEST = '.course/archive.json'

export interface Manifest {
  format: number
  /** ISO 8601, UTC. */
  exportedAt: string
  course: CourseName
}

interface CourseName {
  title: string
  /** Of its package, where it has one: titles change. */
  name?: string
}

const schema = v.looseObject({
  format: v.pipe(v.number(), v.integer(), v.minValue(1)),
  exportedAt: v.string(),
  course: v.object({ title: v.string(), name: v.exactOptional(v.string()) }),
})

export function manifestFor(course: Pick<Course, 'root' | 'title'>, now: Date): Manifest {
  return { format: ARCHIVE_FORMAT, exportedAt: now.toISOString(), course: nameOf(course) }
}

/**
 * What an archive says of itself.
 * @param entries by their paths within its top folder
 * @throws Problem when it is no archive of a workbook, of another course, or from a newer tool
 */
export function readManifest(entries: readonly Entry[], archive: string, course: Pick<Course, 'root' | 'title'>) {
  const file = entries.find(({ path }) => path === MANIFEST)
  const result = v.safeParse(schema, file && parse(file.content))
  if (!result.success) {
    throw new Problem(
      `${archive} is not an archive of a workbook: it has no ${MANIFEST} that this tool can read.`,
      `Nothing was changed. \`${toType('export')}\` writes archives, on the machine that has the workbook.`,
    )
  }
  const manifest = result.output
  if (manifest.format > ARCHIVE_FORMAT) throw fromNewer(archive, `format ${manifest.format}`)
  if (!isSame(manifest.course, nameOf(course))) {
    throw new Problem(
      `${archive} belongs to another course, "${printable(manifest.course.title)}". This one is "${course.title}".`,
      'Nothing was changed. Name its course with --course <dir>, and a workbook of its own with --workbook <dir>.',
    )
  }
  return manifest
}

/** @param what in it is newer */
export function fromNewer(archive: string, what: string): Problem {
  return new Problem(
    `${archive} was written by a newer version of this tool (${what}).`,
    'Nothing was changed. Update this tool, for example with: npm install backend-workbook@latest',
  )
}

function isSame(a: CourseName, b: CourseName): boolean {
  return a.title === b.title || (a.name !== undefined && a.name === b.name)
}

function nameOf({ root, title }: Pick<Course, 'root' | 'title'>): CourseName {
  const manifest = parse(readIfPossible(join(root, 'package.json')))
  const name = typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : undefined
  return { title, ...(typeof name === 'string' && { name }) }
}

function readIfPossible(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return undefined
  }
}
