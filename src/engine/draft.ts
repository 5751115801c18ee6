import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from '../world.ts'
import { openInEditor } from './editor.ts'

/** A text that the learner writes in their editor, in a file that is there for that. */
export interface Draft {
  path: string
  /** Opens the editor. It may come back before anything is written: an editor with a window of its own does. */
  edit: () => Promise<void>
  read: () => string
  remove: () => void
}

/** @param name the file's, which an editor shows and takes its colours from */
export function openDraft(name: string, text: string, world: Pick<World, 'env'>): Draft {
  const folder = mkdtempSync(join(tmpdir(), 'course-'))
  const path = join(folder, name)
  writeFileSync(path, text)
  return {
    path,
    edit: async () => {
      await openInEditor(path, world)
    },
    read: () => readFileSync(path, 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
