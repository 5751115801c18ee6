import { chmodSync, lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import type { Account } from './account.ts'
import { isOpenToAll } from './binaries.ts'

/** Where root keeps what an unprivileged user must reach, when root's own cache is closed to others. */
const FOR_ROOT = '/var/cache/backend-workbook'

/** The folder that keeps programs and data of this version between runs; undefined when there is none to be had. */
export function openHome(cache: string | undefined, version: string, account: Account | undefined): string | undefined {
  const candidates = account ? [cache, FOR_ROOT] : [cache]
  for (const candidate of candidates) {
    if (candidate === undefined) continue
    const home = join(candidate, `postgres-${version}`)
    try {
      makeFolder(candidate)
      if (account) {
        if (!isOpenToAll(dirname(candidate)) || !isOurs(candidate)) continue
        chmodSync(candidate, 0o755)
      }
      makeFolder(home)
      if (account) chmodSync(home, 0o755)
      return home
    } catch {
      // Read-only, or a file is in the way.
    }
  }
  return undefined
}

function isOurs(folder: string): boolean {
  const stats = lstatSync(folder)
  return stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0
}
