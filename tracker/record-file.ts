import { dirname, join, parse } from 'node:path'
import type { SyncAdapter } from 'lowdb'
import { type FileSystem, flushFolder, readIfThere, removeIfThere, renameOver, writeThrough } from './file-system.ts'
import type { Lock } from './lock.ts'
import { currentVersion, type Migration, migrate } from './migrations.ts'
import { sidesOf, unionOf } from './record-conflict.ts'
import { formatRecord, parseJson, salvageEvents } from './record-text.ts'
import { parseStoredFile, type StoredFile } from './schema.ts'

/** What lies at a path. */
type Found =
  | { state: 'absent' }
  | { state: 'good'; file: StoredFile; text: string; writtenAs: number }
  | { state: 'conflict'; sides: StoredFile[] }
  | { state: 'damaged'; why: string; text: string }

export interface RecordFileOptions {
  disk: FileSystem
  now: () => Date
  migrations: readonly Migration[]
}

/** The lock was taken over while this process did not run; what it meant to write must not land. */
export class LockLost extends Error {
  override readonly name = 'LockLost'
}

/**
 * lowdb's two methods over one file that is always whole: a write goes aside, is flushed, and is renamed in, and then a
 * copy of the same is kept beside it. A file that is damaged all the same is set aside, and the copy takes its place.
 * Writing needs the lock. Reading does not; without it a damaged file stays where it is, and `warnings` tells.
 */
export class RecordFile implements SyncAdapter<StoredFile> {
  readonly path: string
  readonly warnings: string[] = []
  lock: Lock | undefined
  readonly #options: RecordFileOptions
  #before: { file: StoredFile; text: string; events: number; writtenAs: number } | undefined

  constructor(path: string, options: RecordFileOptions) {
    this.path = path
    this.#options = options
  }

  /** The last good copy. */
  get backup(): string {
    return `${this.path}.bak`
  }

  /** Where the owner of this lock prepares what it will rename in. */
  aside(token: string): string {
    return `${this.path}.${token}.new`
  }

  /**
   * The file at the current version; null when there is none.
   * @throws Problem when it is from a newer version; file errors when it cannot be read
   */
  read(): StoredFile | null {
    const found = this.#look(this.path)
    if (found.state === 'good') return this.#remember(found)
    return this.#recover(found)
  }

  /** @throws file errors when the disk is full or read-only; the file is then as it was */
  write(file: StoredFile): void {
    const { disk } = this.#options
    const before = this.#before
    if (before && before.writtenAs !== file.version) this.#keepOlderFormat(before)
    const isLonger = before?.file === file && before.writtenAs === file.version
    const text = formatRecord(file, isLonger ? before : undefined)
    this.#replace(this.path, text, { flush: true })
    flushFolder(disk, dirname(this.path))
    this.#before = { file, text, events: file.events.length, writtenAs: file.version }
    try {
      this.#replace(this.backup, text, { flush: false })
    } catch (error) {
      // The record itself is safe; an older copy is still a copy.
      if (error instanceof LockLost) throw error
    }
  }

  #remember(found: Found & { state: 'good' }): StoredFile {
    const { file, text, writtenAs } = found
    this.#before = { file, text, events: file.events.length, writtenAs }
    return file
  }

  #replace(path: string, text: string, options: { flush: boolean }): void {
    const { disk } = this.#options
    const { lock } = this
    if (!lock) throw new Error('a record is only written under its lock')
    const aside = this.aside(lock.token)
    writeThrough(disk, aside, text, options)
    try {
      if (!lock.isHeld()) throw new LockLost()
      renameOver(disk, aside, path)
    } catch (error) {
      removeIfThere(disk, aside)
      throw error
    }
  }

  #look(path: string): Found {
    const text = readIfThere(this.#options.disk, path)
    if (text === undefined) return { state: 'absent' }
    if (text.trim() === '') return { state: 'damaged', why: 'empty', text }
    const value = parseJson(text)
    if (value === undefined) {
      const sides = sidesOf(text, this.#options.migrations)
      return sides ? { state: 'conflict', sides } : { state: 'damaged', why: 'cut short or overwritten', text }
    }
    const file = parseStoredFile(value)
    if (!file) return { state: 'damaged', why: 'not a record of this tool', text }
    return { state: 'good', file: migrate(file, this.#options.migrations), text, writtenAs: file.version }
  }

  /**
   * Best of: both sides of a conflict with the last good copy, that copy alone, the lines of the damaged file that can be
   * read, nothing. Without a lock nothing is moved.
   */
  #recover(found: Exclude<Found, { state: 'good' }>): StoredFile | null {
    const copy = this.#look(this.backup)
    if (found.state === 'absent' && copy.state === 'absent') return null
    const kept = found.state === 'absent' ? undefined : this.#setAside(this.path)
    if (copy.state === 'damaged') this.#setAside(this.backup)
    const file = this.#bestOf(found, copy)
    this.warnings.push(messageOf(found, copy, kept, file))
    if (this.lock) this.write(file)
    return file
  }

  #bestOf(found: Exclude<Found, { state: 'good' }>, copy: Found): StoredFile {
    const sides = [...sidesIn(found), ...(copy.state === 'good' ? [copy.file] : sidesIn(copy))]
    const [first, ...others] = sides
    if (first) return others.length === 0 ? first : unionOf([first, ...others])
    const events = found.state === 'damaged' ? salvageEvents(found.text) : []
    return { version: currentVersion(this.#options.migrations), events }
  }

  /** Byte for byte, and copied rather than moved, so that there is no moment without a progress.json. */
  #setAside(path: string): string | undefined {
    if (!this.lock) return undefined
    const { disk } = this.#options
    const { dir, name } = parse(this.path)
    const stamp = this.#options.now().toISOString().slice(0, 19).replaceAll(':', '-')
    for (let n = 1; ; n++) {
      const kept = `${name}.damaged-${stamp}${n === 1 ? '' : `-${n}`}.json`
      if (disk.existsSync(join(dir, kept))) continue
      writeThrough(disk, join(dir, kept), disk.readFileSync(path), { flush: true })
      return kept
    }
  }

  #keepOlderFormat({ text, writtenAs }: { text: string; writtenAs: number }): void {
    const { dir, name } = parse(this.path)
    const kept = join(dir, `${name}.v${writtenAs}.json`)
    if (!this.#options.disk.existsSync(kept)) writeThrough(this.#options.disk, kept, text, { flush: true })
  }
}

function sidesIn(found: Found): StoredFile[] {
  return found.state === 'conflict' ? found.sides : []
}

function messageOf(found: Found, copy: Found, kept: string | undefined, file: StoredFile): string {
  const events = file.events.length === 1 ? '1 event' : `${file.events.length} events`
  const where = kept ? ` The damaged file is kept as ${kept}.` : ''
  if (found.state === 'absent') {
    return copy.state === 'good'
      ? `progress.json was gone; its last good copy is used (${events}). To begin afresh, delete progress.json and progress.json.bak.`
      : 'progress.json was gone and its copy was damaged, so the record begins afresh.'
  }
  if (found.state === 'conflict') {
    return `progress.json was left in conflict by a merge; both sides are joined (${events}), so nothing is lost.${where}`
  }
  const why = found.state === 'damaged' ? found.why : ''
  if (copy.state === 'good') return `progress.json was ${why}; its last good copy is used (${events}).${where}`
  return `progress.json was ${why}, and there is no good copy: ${events} could be saved from it.${where}`
}
