import { dirname, join } from 'node:path'
import type { Course } from '../src/engine/course/model.ts'
import { makeFolder } from '../src/make-folder.ts'
import { isFileError, realFileSystem, removeIfThere, renameOver, writeThrough } from './file-system.ts'
import { underNamesOfToday } from './names-of-today.ts'
import { END, eventsBehind } from './record-text.ts'
import { parseEvents, type TrackerRecord } from './schema.ts'
import type { Tracker } from './store.ts'
import { type Sums, sumUp } from './sums.ts'

interface Kept {
  code: string
  version: number
  /** What the sums took from the course. */
  names: string
  /** Of the record's bytes up to the end of its last event. */
  size: number
  checksum: string
  sums: Sums
}

export interface SumsCache {
  folder: string
  /** Differs where the code does: other code may sum up otherwise. */
  code: string
}

/** A shorter record is read as fast as its sums. */
const LONG = 256 * 1024
/** Behind what the sums cover; more is added to them. */
const MUCH_MORE = 64 * 1024

/**
 * The sums of a record. Reading 50,000 events takes five times as long as all the rest of `course progress`, so the sums of a long
 * record are kept in the user's cache folder, with a checksum of what they cover. Events are only ever added: what
 * stands behind that is parsed and added, and where anything else is different the whole record is read.
 * @throws Problem as `tracker.read` does
 */
export async function readSums(
  course: Pick<Course, 'days'>,
  tracker: Tracker,
  cache: SumsCache | undefined,
): Promise<{ sums: Sums; warnings: string[] }> {
  const bytes = cache === undefined ? undefined : bytesOf(tracker.path)
  if (cache === undefined || bytes === undefined || bytes.length < LONG) {
    const { record, warnings } = await tracker.read()
    return { sums: sumUp(course, underNamesOfToday(course, record.events)), warnings }
  }
  const file = join(cache.folder, `sums-${checksumOf(Buffer.from(tracker.path))}.json`)
  const names = namesIn(course)
  const keep = (sums: Sums) =>
    write(file, { code: cache.code, version: tracker.version, names, ...coverOf(bytes), sums })

  const kept = readKept(file)
  const fits =
    kept?.code === cache.code && kept.version === tracker.version && kept.names === names && covers(kept, bytes)
  const sums = fits ? withRest(course, kept, bytes) : undefined
  if (sums && kept) {
    if (bytes.length - kept.size > MUCH_MORE) keep(sums)
    return { sums, warnings: [] }
  }
  const { record, warnings } = await tracker.read()
  const whole = sumUp(course, underNamesOfToday(course, record.events))
  const isWhole = warnings.length === 0 && record.unknown.length === 0
  // Read again: what was added meanwhile is in the sums and not in these bytes.
  if (isWhole && bytes.includes(END, bytes.length - END.length) && bytesOf(tracker.path)?.equals(bytes)) keep(whole)
  return { sums: whole, warnings }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return realFileSystem.readFileSync(path)
  } catch (error) {
    if (isFileError(error)) return undefined
    throw error
  }
}

/** Names, earlier names and points: all that tallies and cards ask of a course. */
function namesIn({ days }: Pick<Course, 'days'>): string {
  return JSON.stringify(
    days.map(({ day, room, aliases, exercises, questionIds, questionAliases }) => [
      [day, room, aliases],
      exercises.map(({ id, aliases, project }) => [id, aliases, project]),
      questionAliases && [questionIds, questionAliases],
    ]),
  )
}

function coverOf(bytes: Buffer): Pick<Kept, 'size' | 'checksum'> {
  const size = bytes.length - END.length
  return { size, checksum: checksumOf(bytes.subarray(0, size)) }
}

function covers({ size, checksum }: Kept, bytes: Buffer): boolean {
  return size < bytes.length && checksumOf(bytes.subarray(0, size)) === checksum
}

/** Undefined where the rest is not to be understood, or its events do not follow on those before. */
function withRest(course: Pick<Course, 'days'>, { size, sums }: Kept, bytes: Buffer): Sums | undefined {
  const entries = eventsBehind(bytes.toString('utf8', size))
  const { events, unknown }: Pick<TrackerRecord, 'events' | 'unknown'> = parseEvents(entries ?? [])
  return entries && unknown.length === 0 ? sumUp(course, underNamesOfToday(course, events), sums) : undefined
}

/**
 * FNV-1a over words, in two lanes. The file is the learner's own, so chance is all that it has to withstand; loading
 * `node:zlib` for its crc32, or `node:crypto`, takes longer than this does over megabytes.
 */
function checksumOf(bytes: Buffer): string {
  const words = Math.floor(bytes.length / 4)
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
  const view = new Int32Array(aligned.buffer, aligned.byteOffset, words)
  let a = 0x811c9dc5
  let b = bytes.length
  for (let i = 0; i < words; i++) {
    const word = view[i] ?? 0
    a = Math.imul(a ^ word, 0x01000193)
    b = Math.imul(b ^ word, 0x5bd1e995) ^ (b >>> 15)
  }
  for (const byte of bytes.subarray(words * 4)) a = Math.imul(a ^ byte, 0x01000193)
  return `${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}`
}

function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(realFileSystem.readFileSync(file, 'utf8'), revive)
  } catch {
    return undefined
  }
}

/** Written aside and renamed in. Sums that cannot be kept are no loss. */
function write(file: string, kept: Kept): void {
  const aside = `${file}.${process.pid}`
  try {
    makeFolder(dirname(file))
    writeThrough(realFileSystem, aside, JSON.stringify(kept, replace), { flush: false })
    renameOver(realFileSystem, aside, file)
  } catch (error) {
    if (!isFileError(error)) throw error
    removeIfThere(realFileSystem, aside)
  }
}

function replace(_key: string, value: unknown): unknown {
  return value instanceof Map ? { map: [...value] } : value instanceof Set ? { set: [...value] } : value
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('map' in value && Array.isArray(value.map)) return new Map(value.map)
  return 'set' in value && Array.isArray(value.set) ? new Set(value.set) : value
}
