import { readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a running program writes, as against what a person saves. */
const WRITTEN_BY_PROGRAMS = /^(?:node_modules|\.git|dist|coverage|logs|tmp|uploads|.*\.log)$/

/** Undefined for a link that leads nowhere, or back to itself. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Names, sizes and times of the files of a folder and the folders in it. */
export function fingerprint(folder: string): string {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !WRITTEN_BY_PROGRAMS.test(entry.name))
      .map((entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) return `${entry.name}/${fingerprint(path)}`
        const stats = statsOf(path)
        return `${entry.name} ${stats?.size} ${stats?.mtimeMs} ${stats?.ino}`
      })
      .join('\n')
  } catch {
    return 'gone'
  }
}
