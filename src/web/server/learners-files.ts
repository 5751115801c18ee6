import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isOwn, ownFiles } from '../../commands/parts/own-files.ts'
import { belongs, isSafe } from '../../engine/archive/belongs.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import type { Course } from '../../engine/course/model.ts'
import { placeHere } from '../../engine/workbook/own-place.ts'
import { readIfThere, writeWhole } from '../../engine/workbook/starters.ts'
import type { Workbook } from '../../engine/workbook/workbook.ts'
import { sayFileError } from '../../file-error.ts'
import type { ExerciseText, SaveRequest } from '../api.ts'
import { Refused } from './refusal.ts'

/** Of one file, and of what is saved. */
const MOST_BYTES = 1024 * 1024

export interface Place {
  workbook: Workbook
  course: Pick<Course, 'root'>
  found: FoundExercise
}

/** The learner's files of an exercise, as an editor has them. */
export function readTexts({ workbook, course, found }: Place): ExerciseText[] {
  return (ownFiles(workbook, course, found) ?? []).map(({ path, content }) => textOf(path, content))
}

/**
 * Saves one of them.
 * @throws Refused when it is no file of the exercise, too large, or another than `base`; nothing is written then
 */
export function saveText(place: Place, { path, text, base }: Pick<SaveRequest, 'path' | 'text' | 'base'>): string {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new Refused(
      413,
      `${path} is larger than the page saves: 1 MB at most.`,
      'Save it with an editor of your own.',
    )
  }
  const file = fileAt(place, path)
  const current = readIfThere(file)
  if ((current ? versionOf(current) : null) !== base) {
    const theirs = current ? textOf(path, current) : null
    throw new Refused(409, `${path} was changed elsewhere.`, 'Choose which of the two to keep.', { theirs })
  }
  const ends = current?.includes('\r\n') ? '\r\n' : '\n'
  const content = Buffer.from(text.replace(/\r?\n/g, ends))
  if (current?.equals(content)) return versionOf(content)
  write(file, content)
  return versionOf(content)
}

/** Where it really lies: a link within the workbook is followed, one that leads out is none of ours. */
function fileAt({ workbook, course, found: { day, exercise } }: Place, path: string): string {
  const { room, file: own } = placeHere(workbook.root, day, exercise)
  const isOfExercise = own.endsWith('/') ? path.startsWith(own) : path === own
  const file = join(workbook.root, room, path)
  const real = isOfExercise && isSafe(path) && belongs(`${room}/${path}`) ? realOf(file) : undefined
  if (real !== undefined && isOwn(real, workbook, course)) return real
  throw new Refused(403, `${path} is no file of this exercise.`, 'Save it with an editor of your own.')
}

/** Undefined for what is no file, or leads nowhere. */
function realOf(file: string): string | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false })
    if (!stats) return join(realpathSync(dirname(file)), basename(file))
    const real = realpathSync(file)
    return statSync(real).isFile() ? real : undefined
  } catch {
    return undefined
  }
}

function write(file: string, content: Buffer): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode
  try {
    writeWhole(file, content)
    if (mode !== undefined) chmodSync(file, mode)
  } catch (error) {
    throw new Refused(
      409,
      `It cannot be saved: ${sayFileError(error)}.`,
      'Make room, or mend the permissions of the workbook.',
    )
  }
}

function textOf(path: string, content: Buffer): ExerciseText {
  const version = versionOf(content)
  if (!isUtf8(content) || content.includes(0) || content.length > MOST_BYTES) return { path, version }
  return { path, version, text: content.toString('utf8').replaceAll('\r\n', '\n') }
}

function versionOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}
