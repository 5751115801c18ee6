import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FileSystem, isFileError, readIfThere, removeIfThere } from './file-system.ts'

/** Held by one process at a time; whoever holds it may change the record. */
export interface Lock {
  token: string
  /** False when somebody took the lock for abandoned, e.g. because this machine slept in the middle. */
  isHeld: () => boolean
  release: () => void
}

export interface LockOptions {
  disk: FileSystem
  /** Called with the token of an owner that died, to clear up what it left. */
  onAbandoned?: (token: string) => void
  /** Milliseconds to wait for others before giving up. */
  patience?: number
  /** Milliseconds after which an owner that cannot be asked (another host, a reused process id) counts as gone. */
  staleAfter?: number
  /** Whether a process of this host is running. */
  isAlive?: (pid: number) => boolean
}

/** A lock is held for the few milliseconds of one write, so these are generous. */
const PATIENCE = 15_000
const STALE_AFTER = 5_000
/** An owner that died between making the file and writing its name into it. */
const STALE_WHEN_EMPTY = 500

export class LockTimeout extends Error {
  override readonly name = 'LockTimeout'
}

/**
 * Takes the lock file, waiting for other processes.
 * @throws LockTimeout when they do not let go; file errors when the folder cannot be written
 */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const { disk, patience = PATIENCE, staleAfter = STALE_AFTER, isAlive = isProcessAlive } = options
  const token = newToken()
  const content = JSON.stringify({ pid: process.pid, host: hostname(), token })
  const giveUpAt = performance.now() + patience
  let seen: { content: string; since: number } | undefined
  for (let tries = 0; ; tries++) {
    if (create(disk, path, content)) return heldLock(disk, path, content, token)
    const now = performance.now()
    if (now > giveUpAt) throw new LockTimeout(`${path} is held by another process`)
    const current = readIfThere(disk, path)
    if (current === undefined) continue
    // How long is measured by watching, not by file times: clocks of two machines need not agree.
    if (seen?.content !== current) seen = { content: current, since: now }
    if (isAbandoned(current, now - seen.since, staleAfter, isAlive)) breakLock(path, current, options)
    await sleep(1 + Math.random() * Math.min(20, 2 ** Math.min(tries, 5)))
  }
}

/** Unique among processes, and without loading node:crypto, which costs more than the rest of this file. */
function newToken(): string {
  const random = Math.random().toString(36).slice(2, 10)
  return `${process.pid.toString(36)}-${Date.now().toString(36)}-${random}`
}

function create(disk: FileSystem, path: string, content: string): boolean {
  let file: number
  try {
    file = disk.openSync(path, 'wx')
  } catch (error) {
    if (isFileError(error) && isTaken(disk, path, error)) return false
    throw error
  }
  try {
    disk.writeSync(file, content)
  } catch (error) {
    removeIfThere(disk, path)
    throw error
  } finally {
    disk.closeSync(file)
  }
  return true
}

/** Windows says EPERM or EBUSY while a file of that name is on its way out. */
function isTaken(disk: FileSystem, path: string, error: NodeJS.ErrnoException): boolean {
  if (error.code === 'EEXIST') return true
  return process.platform === 'win32' && /^(EPERM|EBUSY)$/.test(error.code ?? '') && disk.existsSync(path)
}

function heldLock(disk: FileSystem, path: string, content: string, token: string): Lock {
  const isHeld = () => readIfThere(disk, path) === content
  return {
    token,
    isHeld,
    release() {
      if (isHeld()) removeIfThere(disk, path)
    },
  }
}

function isAbandoned(
  content: string,
  watchedFor: number,
  staleAfter: number,
  isAlive: (pid: number) => boolean,
): boolean {
  const owner = parseOwner(content)
  if (!owner) return watchedFor > Math.min(STALE_WHEN_EMPTY, staleAfter)
  if (owner.host === hostname() && !isAlive(owner.pid)) return true
  return watchedFor > staleAfter
}

/** One breaker at a time, who looks again: else two could each remove a lock, the second one a fresh lock. */
function breakLock(
  path: string,
  abandoned: string,
  { disk, onAbandoned, staleAfter = STALE_AFTER }: LockOptions,
): void {
  const breaker = `${path}.break`
  if (!create(disk, breaker, '')) {
    const made = disk.statSync(breaker, { throwIfNoEntry: false })
    if (made && Date.now() - made.mtimeMs > staleAfter) removeIfThere(disk, breaker)
    return
  }
  try {
    if (readIfThere(disk, path) !== abandoned) return
    const owner = parseOwner(abandoned)
    if (owner) onAbandoned?.(owner.token)
    removeIfThere(disk, path)
  } finally {
    removeIfThere(disk, breaker)
  }
}

function parseOwner(content: string): { pid: number; host: string; token: string } | undefined {
  try {
    const { pid, host, token } = JSON.parse(content)
    return Number.isInteger(pid) && typeof host === 'string' && /^[0-9a-z-]+$/.test(token)
      ? { pid, host, token }
      : undefined
  } catch {
    return undefined
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isFileError(error) && error.code === 'EPERM'
  }
}
