import { basename } from 'node:path'
import { Problem } from '../src/problem.ts'
import { shellWord } from '../src/shell-word.ts'
import { isFileError } from './file-system.ts'
import { LockTimeout } from './lock.ts'
import { LockLost } from './record-file.ts'

/** What happens to disks and locks, as against a bug of ours. */
export function cannotWrite(error: unknown): error is Error {
  return isFileError(error) || error instanceof LockTimeout || error instanceof LockLost
}

export function notRecorded(path: string, error: Error): string {
  const start = `This was not recorded in ${basename(path)}`
  if (!isFileError(error))
    return `${start}: another course process held it for too long. Close the others, then do this again.`
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `${start}: the disk is full. Make room, then do this again.`
    case 'ENOENT':
      return `${start}: the folder of ${shellWord(path)} is not there. If progress.json is a link, bring back what it leads to, then do this again.`
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return `${start}: ${shellWord(path)} cannot be written (${error.code}). Make its folder writable, or choose another with --workbook.`
    default:
      return `${start}: ${error.message}. Mend that, then do this again.`
  }
}

export function unreadable(path: string, error: NodeJS.ErrnoException): Problem {
  return new Problem(
    `${shellWord(path)} cannot be read (${error.code}).`,
    'Make it readable, or choose another workbook with --workbook.',
    { cause: error },
  )
}

export function notUnderstood(entries: number): string[] {
  if (entries === 0) return []
  return [
    entries === 1
      ? '1 entry of progress.json could not be understood. It stays in the file and counts for nothing.'
      : `${entries} entries of progress.json could not be understood. They stay in the file and count for nothing.`,
  ]
}

/** @param place where the link ends */
export function leadsNowhere(place: string): string {
  return `progress.json is a link to ${shellWord(place)}, which is not there, so the record looks empty. Bring that file back (a drive that is not mounted, a folder that is not synced?); the link stays as it is.`
}
