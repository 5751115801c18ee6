import { closeSync, lstatSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { isFileError, readIfThere, realFileSystem } from '../../../tracker/file-system.ts'
import { readArrived } from '../../../tracker/merge.ts'
import { underNamesOfToday } from '../../../tracker/names-of-today.ts'
import { deriveProgress } from '../../../tracker/progress.ts'
import { parseEvents, type TrackerEvent } from '../../../tracker/schema.ts'
import type { Learner } from '../../author/insight/learner.ts'
import { findPlaces, type Place, recordOf } from '../../author/insight/places.ts'
import { printable } from '../../engine/archive/belongs.ts'
import { unpackWorkbook } from '../../engine/archive/unpack.ts'
import { MOST_BYTES } from '../../engine/archive/zip.ts'
import { type Course, refOf } from '../../engine/course/model.ts'
import { otherCourseOf } from '../../engine/workbook/course-of.ts'
import { isProblem } from '../../problem.ts'

export interface ReadRecords {
  learners: Learner[]
  /** The places that gave none, each with the reason, a sentence about "it". */
  notRead: { path: string; why: string }[]
  /** In those that were read: entries that this version does not understand. */
  unknownEntries: number
}

/**
 * Reads the records of many learners, and changes none of them: a damaged one is not mended, but named. A workbook without a
 * record is one of somebody who has not begun.
 * @param paths absolute: records, workbooks, archives, or folders of these
 */
export function readRecords(course: Course, paths: readonly string[], now: Date): ReadRecords {
  const read: ReadRecords = { learners: [], notRead: [], unknownEntries: 0 }
  for (const place of findPlaces(paths)) {
    const found = readPlace(place, course)
    if (found.state === 'unreadable') {
      read.notRead.push({ path: place.path, why: found.why })
      continue
    }
    const { events, unknown } = parseEvents(found.entries)
    read.learners.push(learnerOf(course, underNamesOfToday(course, events), now))
    read.unknownEntries += unknown.length
  }
  return read
}

type Found = { state: 'read'; entries: unknown[] } | { state: 'unreadable'; why: string }

const NOT_BEGUN: Found = { state: 'read', entries: [] }

function unreadable(why: string): Found {
  return { state: 'unreadable', why }
}

function readPlace(place: Place, course: Course): Found {
  if (place.kind === 'nothing') return unreadable(place.why)
  const path = recordOf(place)
  const owner = otherCourseOf(dirname(path), course)
  if (owner !== undefined) return unreadable(`it belongs to another course, "${printable(owner)}".`)
  try {
    const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined
    return place.kind === 'workbook' && !isThere ? NOT_BEGUN : readFile(path, course)
  } catch (error) {
    if (isProblem(error)) return unreadable(error.message)
    if (isFileError(error)) return unreadable(`it cannot be read (${error.code}).`)
    throw error
  }
}

/** @throws Problem for an archive that cannot be trusted, file errors */
function readFile(path: string, course: Course): Found {
  const stats = statSync(path)
  // Opening a pipe would wait for somebody who writes into it.
  if (!stats.isFile()) return unreadable('it is neither a file nor a folder.')
  if (stats.size > MOST_BYTES) return unreadable('it is larger than 256 MB.')
  if (!isArchive(path)) return readText(readIfThere(realFileSystem, path) ?? '')
  const { record } = unpackWorkbook(path, 'it', course)
  return record === undefined ? NOT_BEGUN : readText(record)
}

/** By its first bytes: `course export` takes any name. */
function isArchive(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(2)
    return bytes.toString('latin1', 0, readSync(file, bytes)) === 'PK'
  } finally {
    closeSync(file)
  }
}

function readText(text: string): Found {
  const arrived = readArrived(text)
  switch (arrived.state) {
    case 'good':
      return { state: 'read', entries: arrived.entries }
    case 'newer':
      return unreadable(`it was written by a newer version of this tool (format ${arrived.version}).`)
    case 'damaged':
      return unreadable('it is damaged, or no record of this tool.')
  }
}

function learnerOf(course: Course, events: TrackerEvent[], now: Date): Learner {
  const progress = deriveProgress(course, { events }, now)
  const passed = progress.days.flatMap((day) =>
    day.exercises.filter(({ status }) => status === 'passed').map((exercise) => refOf(day, exercise)),
  )
  return {
    events: inTime(events),
    passed: new Set(passed),
    finished: progress.whole,
  }
}

function inTime(events: readonly TrackerEvent[]): TrackerEvent[] {
  const timed = events.map((event) => ({ event, time: Date.parse(event.at) }))
  return timed.sort((a, b) => a.time - b.time).map(({ event }) => event)
}
