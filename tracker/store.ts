import { join } from 'node:path'
import { LowSync } from 'lowdb'
import type { Course } from '../src/engine/course/model.ts'
import { makeFolder } from '../src/make-folder.ts'
import { isProblem, Problem } from '../src/problem.ts'
import { cannotWrite, leadsNowhere, notRecorded, notUnderstood, unreadable } from './failures.ts'
import { type FileSystem, followLinks, isFileError, realFileSystem, removeIfThere } from './file-system.ts'
import { currentVersion, type Migration, migrations as ourMigrations } from './migrations.ts'
import { underNamesOfToday, withRoom } from './names-of-today.ts'
import { RecordFile } from './record-file.ts'
import { parseEvents, type StoredFile, type TrackerEvent, type TrackerRecord } from './schema.ts'

/** An event to add; `at` is the moment of writing unless given. */
export type NewEvent = TrackerEvent extends infer E
  ? E extends TrackerEvent
    ? Omit<E, 'at'> & { at?: string }
    : never
  : never

export interface Tracker {
  /** progress.json, whether or not it exists yet. */
  path: string
  /** Of the format that is written. */
  version: number
  /**
   * Everything recorded so far; empty where nothing is. Makes no file, but mends a damaged one.
   * @throws Problem when the file is from a newer version of the tool or cannot be read at all
   */
  read: () => Promise<{ record: TrackerRecord; warnings: string[] }>
  /**
   * Records events, in order, as one write. When they cannot be written, `warning` says why and what to do.
   * @throws Problem when the file is from a newer version of the tool; nothing is written then
   */
  add: (...events: NewEvent[]) => Promise<{ warning?: string }>
  /** Every entry as it is stored, those that this version does not understand included. Else like `read`. */
  entries: () => Promise<{ entries: unknown[]; warnings: string[] }>
  /**
   * Puts other entries in the place of all there are, as one write.
   * @throws Problem when they cannot be written, or the file is from a newer version; nothing is changed then
   */
  change: (work: (entries: readonly unknown[]) => unknown[]) => Promise<void>
}

export interface TrackerOptions {
  /** Events are read under the names that it has for them today, and written with the folders of their days. */
  course?: Pick<Course, 'days'>
  now?: () => Date
  /** For tests: another file system, other migrations, a shorter wait for the lock (ms). */
  disk?: FileSystem
  migrations?: readonly Migration[]
  patience?: number
}

/** The record of the workbook in this folder. The folder is made when the first event is added. */
export async function openTracker(workbook: string, options: TrackerOptions = {}): Promise<Tracker> {
  const { course, now = () => new Date(), disk = realFileSystem, migrations = ourMigrations, patience } = options
  const path = followLinks(disk, join(workbook, 'progress.json'))
  const version = currentVersion(migrations)
  let queue: Promise<unknown> = Promise.resolve()

  const openFile = () => new RecordFile(path, { disk, now, migrations })

  async function withLock<T>(file: RecordFile, work: () => T): Promise<T> {
    // Reading needs no lock, and `course progress` only reads.
    const { acquireLock } = await import('./lock.ts')
    const lock = await acquireLock(`${path}.lock`, {
      disk,
      onAbandoned: (token) => removeIfThere(disk, file.aside(token)),
      ...(patience !== undefined && { patience }),
    })
    file.lock = lock
    try {
      return work()
    } finally {
      file.lock = undefined
      lock.release()
    }
  }

  async function readFile(): Promise<{ stored: StoredFile | null; warnings: string[] }> {
    const file = openFile()
    const stored = file.read()
    if (file.warnings.length === 0) return { stored, warnings: [] }
    try {
      const mended = openFile()
      return { stored: await withLock(mended, () => mended.read()), warnings: mended.warnings }
    } catch (error) {
      if (!cannotWrite(error)) throw error
      return { stored, warnings: file.warnings }
    }
  }

  async function update(work: (db: LowSync<StoredFile>) => void): Promise<string[]> {
    makeFolder(workbook, disk)
    const file = openFile()
    await withLock(file, () => {
      const db = new LowSync<StoredFile>(file, { version, events: [] })
      db.read()
      work(db)
      db.write()
    })
    return file.warnings
  }

  const append = (events: NewEvent[]) =>
    update(({ data }) => {
      for (const event of events) {
        data.events.push({ at: now().toISOString(), ...(course ? withRoom(course, event) : event) })
      }
    })

  /** One after another within a process, so that a process does not wait for its own lock. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }

  return {
    path,
    version,
    async read() {
      try {
        const { stored, warnings } = await readFile()
        const { malformed, ...parsed } = parseEvents(stored?.events ?? [])
        const events = course ? underNamesOfToday(course, parsed.events) : parsed.events
        const lost =
          stored || path === join(workbook, 'progress.json') || disk.existsSync(path) ? [] : [leadsNowhere(path)]
        return { record: { version, ...parsed, events }, warnings: [...warnings, ...lost, ...notUnderstood(malformed)] }
      } catch (error) {
        throw isFileError(error) ? unreadable(path, error) : error
      }
    },
    add(...events) {
      return inTurn(async () => {
        try {
          const [warning] = await append(events)
          return warning === undefined ? {} : { warning }
        } catch (error) {
          if (isProblem(error) || !cannotWrite(error)) throw error
          return { warning: notRecorded(path, error) }
        }
      })
    },
    async entries() {
      try {
        const { stored, warnings } = await readFile()
        return { entries: stored?.events ?? [], warnings }
      } catch (error) {
        throw isFileError(error) ? unreadable(path, error) : error
      }
    },
    change(work) {
      return inTurn(async () => {
        try {
          await update((db) => {
            // Another object: what is written is then compared with nothing that was there.
            db.data = { ...db.data, events: work(db.data.events) }
          })
        } catch (error) {
          if (isProblem(error) || !cannotWrite(error)) throw error
          throw new Problem(notRecorded(path, error), 'Nothing was changed.', { cause: error })
        }
      })
    },
  }
}
