import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { MARKER } from './marker.ts'
import type { Workbook } from './workbook.ts'

/** What a learner has chosen on this machine; no part of the record, and not for git. */
interface Settings {
  /** The command that opens their files. */
  editor?: string
}

const FILE = 'settings.json'

export function readSettings({ root }: Workbook): Settings {
  try {
    const known: unknown = JSON.parse(readFileSync(join(root, MARKER, FILE), 'utf8'))
    const editor = typeof known === 'object' && known !== null && 'editor' in known ? known.editor : undefined
    return typeof editor === 'string' ? { editor } : {}
  } catch {
    return {}
  }
}

/** False where nothing can be written. */
export function writeSettings({ root }: Workbook, settings: Settings): boolean {
  const file = join(root, MARKER, FILE)
  try {
    makeFolder(join(root, MARKER))
    writeFileSync(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`)
    renameSync(`${file}.new`, file)
    return true
  } catch {
    return false
  }
}
