import * as fs from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The part of node:fs that the record needs, so that a test can hand in a full disk. */
export type FileSystem = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fsyncSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readFileSync'
  | 'readlinkSync'
  | 'realpathSync'
  | 'renameSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
>

export const realFileSystem: FileSystem = fs

export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

export function readIfThere(disk: FileSystem, path: string): string | undefined {
  try {
    return decode(disk.readFileSync(path))
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Editors and shells of Windows write UTF-16 and byte order marks. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

export function removeIfThere(disk: FileSystem, path: string): void {
  try {
    disk.unlinkSync(path)
  } catch (error) {
    if (!isFileError(error)) throw error
  }
}

/** Writes a whole file and waits until the disk has it. On failure nothing is left behind. */
export function writeThrough(
  disk: FileSystem,
  path: string,
  content: string | Buffer,
  options: { flush: boolean },
): void {
  const file = disk.openSync(path, 'w')
  try {
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let done = 0; done < bytes.length; ) done += disk.writeSync(file, bytes, done)
      if (options.flush) disk.fsyncSync(file)
    } finally {
      disk.closeSync(file)
    }
  } catch (error) {
    removeIfThere(disk, path)
    throw error
  }
}

/** A rename is only safe from a power cut once its folder is on disk too. */
export function flushFolder(disk: FileSystem, folder: string): void {
  try {
    const handle = disk.openSync(folder, 'r')
    try {
      disk.fsyncSync(handle)
    } finally {
      disk.closeSync(handle)
    }
  } catch (error) {
    // Windows, and some network folders, cannot flush a folder; the rename itself has happened.
    if (!isFileError(error)) throw error
  }
}

/** Windows refuses a rename while a virus scanner or an indexer holds the file, for a moment. */
export function renameOver(disk: FileSystem, from: string, to: string): void {
  for (let tries = 1; ; tries++) {
    try {
      disk.renameSync(from, to)
      return
    } catch (error) {
      const passing =
        process.platform === 'win32' && isFileError(error) && /^(EPERM|EACCES|EBUSY)$/.test(error.code ?? '')
      if (!passing || tries === 20) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/**
 * Where a file really lies: one that links elsewhere (a synced folder) stays a link. Also where that place is gone for now,
 * such as a drive that is not mounted.
 */
export function followLinks(disk: FileSystem, path: string): string {
  let place = path
  // As many as Linux follows.
  for (let links = 0; links < 40; links++) {
    try {
      return disk.realpathSync(place)
    } catch {
      const next = linkAt(disk, place)
      if (next === undefined) return place
      place = resolve(dirname(place), next)
    }
  }
  return path
}

function linkAt(disk: FileSystem, path: string): string | undefined {
  try {
    return disk.lstatSync(path).isSymbolicLink() ? disk.readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}
