/** The temporary folder of one submission, whose name says who made it: whoever is killed leaves it to the next one. */
import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, type Stats } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, startOf } from '../../processes/alive.ts'

const NAME = /^course-grade-(?<where>[0-9a-f]{8})-(?<pid>\d+)-(?<start>\d+)-\w{6}$/

/** Empty, in the system's folder for such. */
export function makeFolder(): string {
  const { pid } = process
  return mkdtempSync(join(tmpdir(), `course-grade-${where()}-${pid}-${startOf(pid)}-`))
}

/** Those of processes of this user that have ended. Of others nothing is known here: another machine or container may use the folder, too. */
export function removeLeftOvers(): void {
  const here = where()
  for (const name of entries(tmpdir())) {
    const made = NAME.exec(name)?.groups
    if (made?.['where'] !== here || isAlive(Number(made['pid']), Number(made['start']))) continue
    const path = join(tmpdir(), name)
    if (isOurs(lstatSync(path, { throwIfNoEntry: false }))) remove(path)
  }
}

function isOurs(stats: Stats | undefined): boolean {
  return stats?.isDirectory() === true && (process.getuid === undefined || stats.uid === process.getuid())
}

/** None where it may be written to and not be read. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Others may be at it, too, and one that is left harms nobody. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // It is left.
  }
}

/** Where process ids mean what they mean to us: this machine, and of it this container. */
function where(): string {
  return createHash('sha256').update(`${hostname()}\n${pidNamespace()}`).digest('hex').slice(0, 8)
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return 'none'
  }
}
