import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { MARKER } from './marker.ts'
import { writeWhole } from './starters.ts'

/** What a reset or an import did to a workbook, so that it can be taken back. */
export interface Change {
  version: 1
  what: 'reset' | 'import'
  /** The exercise (`2/map-limit`) or the archive's name. */
  of: string
  /** ISO 8601, UTC. */
  at: string
  files: ChangedFile[]
  /** What an import added to the record. */
  events: unknown[]
}

export interface ChangedFile {
  /** A file, or the folder of an exercise, relative to the workbook, with `/` in it. */
  path: string
  /** Where that which was there is now; absent where there was nothing. */
  kept?: string
  /** Of what was put there (digestOf). */
  put: string
}

/** A change that can be taken back, and the name under which it is remembered. */
export interface Remembered {
  id: string
  change: Change
}

const schema = v.object({
  version: v.literal(1),
  what: v.picklist(['reset', 'import']),
  of: v.string(),
  at: v.string(),
  files: v.array(v.object({ path: v.string(), kept: v.exactOptional(v.string()), put: v.string() })),
  events: v.array(v.unknown()),
})

/** A learner takes back the last ones; the versions that older ones put aside stay in `.course/kept`. */
const MOST_REMEMBERED = 20

/** Remembers a change that is done. A workbook that cannot be written to only loses its undo. */
export function rememberChange(root: string, id: string, change: Change): void {
  try {
    writeWhole(placeOfChange(root, id), `${JSON.stringify(change, null, 2)}\n`)
    for (const old of idsIn(root).slice(0, -MOST_REMEMBERED)) forgetChange(root, old)
  } catch {
    // Nothing of the learner's is lost: it is in .course/kept.
  }
}

/** The last change that has not been taken back. */
export function lastChange(root: string): Remembered | undefined {
  for (const id of idsIn(root).reverse()) {
    const change = parseChange(readText(placeOfChange(root, id)))
    if (change) return { id, change }
  }
  return undefined
}

export function forgetChange(root: string, id: string): void {
  rmSync(placeOfChange(root, id), { force: true })
}

/** undefined when it is none, or is only half there. */
export function parseChange(text: string): Change | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(text))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** `2026-03-09T14-05-33`: sorts by time and is a name that Windows takes. A number follows where it is taken. */
export function newName(root: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-')
  for (let count = 1; ; count++) {
    const name = count === 1 ? stamp : `${stamp}-${count}`
    const isTaken = existsSync(join(root, MARKER, 'kept', name)) || existsSync(placeOfChange(root, name))
    if (!isTaken) return name
  }
}

export function placeOfChange(root: string, id: string): string {
  return join(folderOf(root), `${id}.json`)
}

function idsIn(root: string): string[] {
  try {
    const names = readdirSync(folderOf(root)).filter((name) => name.endsWith('.json'))
    return names.map((name) => name.slice(0, -'.json'.length)).sort(inOrder)
  } catch {
    return []
  }
}

/** `…-2` before `…-10`. */
function inOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function folderOf(root: string): string {
  return join(root, MARKER, 'undo')
}
