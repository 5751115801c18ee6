import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { type Change, newName, parseChange, placeOfChange } from '../workbook/changes.ts'
import { digestOf } from '../workbook/digest.ts'
import { MARKER } from '../workbook/marker.ts'
import { writeWhole } from '../workbook/starters.ts'
import { takeBackFiles } from '../workbook/take-back.ts'
import { IMPORT_NOTE } from '../workbook/workbook.ts'
import type { Step } from './plan.ts'

const STAGED = join(MARKER, 'import')
/** After that long, whoever has the number of that process is somebody else. */
const LONGEST_MS = 10 * 60_000

export interface Import {
  steps: readonly Step[]
  /** newName of the workbook: what it is remembered by. */
  name: string
  archive: string
  /** What it adds to the record. */
  events: unknown[]
  now: Date
}

/**
 * Puts the files of an import in their places, then does `record`, and remembers how to take it back. Everything is written
 * aside and noted before the first file moves; when something fails, the workbook is as it was. After a crash, the next
 * command sees to that (`takeBackUnfinished`).
 * @throws Problem when something cannot be written, or another import is at work; whatever `record` throws
 */
export async function carryOut(root: string, it: Import, record: () => Promise<void>): Promise<void> {
  try {
    begin(root)
    try {
      const moves = it.steps.map(moveOf)
      stage(root, it, moves)
      for (const each of moves) move(root, each)
      await record()
      finish(root, it.name)
    } catch (error) {
      takeBack(root, it.now)
      throw error
    }
  } catch (error) {
    throw isFileError(error) ? notImported(error) : error
  }
}

/**
 * Takes back an import that a crash left half done. Gives what it may have added to the record; undefined where there is no
 * such import.
 */
export function takeBackUnfinished(root: string, now: Date): unknown[] | undefined {
  if (!existsSync(join(root, IMPORT_NOTE))) return undefined
  const { owner, change } = readNote(root)
  if (owner && isAtWork(owner, root, now)) return undefined
  takeBack(root, now)
  return change?.events ?? []
}

interface Move {
  path: string
  kept?: string
  staged: string
}

function moveOf({ what, path, at }: Step): Move {
  const staged = join(STAGED, path)
  if (what === 'aside' && at !== undefined) return { path: at, staged }
  return { path, staged, ...(at !== undefined && { kept: at }) }
}

/** Only one import at a time gets past this. */
function begin(root: string): void {
  makeFolder(join(root, MARKER))
  try {
    writeFileSync(join(root, IMPORT_NOTE), JSON.stringify({ owner: thisProcess() }), { flag: 'wx' })
  } catch (error) {
    if (!isFileError(error) || error.code !== 'EEXIST') throw error
    throw new Problem('Another import into this workbook is at work.', 'Wait until it is done, then import again.')
  }
}

/** What is to be moved, whole and on disk, and what it takes to move it back. */
function stage(root: string, { steps, archive, events, now }: Import, moves: Move[]): void {
  rmSync(join(root, STAGED), { recursive: true, force: true })
  for (const { path, content } of steps) writeWhole(join(root, STAGED, path), content)
  const files = moves.map(({ staged, ...file }) => ({ ...file, put: digestOf(join(root, staged)) }))
  const change: Change = { version: 1, what: 'import', of: archive, at: now.toISOString(), files, events }
  writeWhole(join(root, IMPORT_NOTE), JSON.stringify({ ...change, owner: thisProcess() }))
}

function move(root: string, { path, kept, staged }: Move): void {
  const place = join(root, path)
  if (kept !== undefined) {
    makeFolder(dirname(join(root, kept)))
    renameSync(place, join(root, kept))
  } else if (lstatSync(place, { throwIfNoEntry: false })) {
    throw new Problem(`${shellWord(path)} came into being meanwhile.`, 'Nothing was changed. Import again.')
  }
  makeFolder(dirname(place))
  renameSync(join(root, staged), place)
}

/** The note becomes the memory of what was done, in one step. */
function finish(root: string, name: string): void {
  const place = placeOfChange(root, name)
  makeFolder(dirname(place))
  renameSync(join(root, IMPORT_NOTE), place)
  rmSync(join(root, STAGED), { recursive: true, force: true })
}

function takeBack(root: string, now: Date): void {
  const { change } = readNote(root)
  if (change) takeBackFiles(root, change, { name: newName(root, now), discard: true })
  rmSync(join(root, STAGED), { recursive: true, force: true })
  rmSync(join(root, IMPORT_NOTE), { force: true })
}

interface Owner {
  pid: number
  host: string
}

function thisProcess(): Owner {
  return { pid: process.pid, host: hostname() }
}

/** A note without a change was written before anything moved. */
function readNote(root: string): { owner?: Owner; change?: Change } {
  const text = readFileSync(join(root, IMPORT_NOTE), 'utf8')
  const change = parseChange(text)
  return { ...ownerIn(text), ...(change && { change }) }
}

function ownerIn(text: string): { owner?: Owner } {
  try {
    const { owner } = JSON.parse(text)
    return { owner: { pid: Number(owner.pid), host: String(owner.host) } }
  } catch {
    return {}
  }
}

function isAtWork({ pid, host }: Owner, root: string, now: Date): boolean {
  if (pid === process.pid) return false
  const since = lstatSync(join(root, IMPORT_NOTE), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (host !== hostname() || now.getTime() - since > LONGEST_MS) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isFileError(error) && error.code === 'EPERM'
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

function notImported(error: Error): Problem {
  return new Problem(
    `The import could not be written, so the workbook is as it was: ${error.message}`,
    'Make room or mend the permissions of the workbook, then import again.',
    { cause: error },
  )
}
