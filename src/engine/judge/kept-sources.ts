import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const LARGEST_BYTES = 2 * 1024 * 1024
/** Of all that is kept: whoever has more than that in their workbook has something else there. */
const MOST_BYTES = 32 * 1024 * 1024
/** An editor that saves empties the file first, or renames another one over it: what is whole by then was no damage. */
const SETTLE_MS = 300
const LEFT_OUT = new Set(['node_modules', '.git'])

/** What a run did to files that were there before it. */
export interface Damage {
  deleted: string[]
  emptied: string[]
  /** What could not be put back, and why. */
  lost: { file: string; why: string }[]
}

interface Kept {
  file: string
  content: Buffer
}

/**
 * Reads the learner's files before code runs beside them: those of the first folder, then those of the others, as far as
 * they are of a reasonable size. The result, called afterwards, puts back what the run deleted or emptied. A file with
 * other text is left alone: it may have been saved meanwhile.
 */
export function keepSources(...folders: string[]): () => Promise<Damage> {
  const kept = new Map<string, Kept>()
  let bytes = 0
  for (const folder of folders) {
    for (const file of filesIn(folder)) {
      if (kept.has(file) || bytes > MOST_BYTES) continue
      const content = readIfText(file)
      if (!content) continue
      bytes += content.length
      kept.set(file, { file, content })
    }
  }
  return async () => {
    const gone = [...kept.values()].filter(isGone)
    if (gone.length > 0) await sleep(SETTLE_MS)
    return putBack(gone.filter(isGone))
  }
}

function isGone({ file }: Kept): boolean {
  const size = sizeOf(file)
  return typeof size !== 'number' || size === 0
}

function putBack(kept: Kept[]): Damage {
  const damage: Damage = { deleted: [], emptied: [], lost: [] }
  for (const { file, content } of kept) {
    const size = sizeOf(file)
    try {
      if (size === 'folder') rmdirSync(file)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
      damage[size === 0 ? 'emptied' : 'deleted'].push(file)
    } catch (error) {
      damage.lost.push({ file, why: error instanceof Error ? error.message : String(error) })
    }
  }
  return damage
}

/** A file is read where it lies: links to folders may lead anywhere, and pipes hold nothing to keep. */
function filesIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.flatMap((entry) => {
      if (LEFT_OUT.has(entry.name)) return []
      const inside = join(path, entry.name)
      if (entry.isDirectory()) return filesIn(inside)
      return entry.isFile() || entry.isSymbolicLink() ? [inside] : []
    })
  } catch {
    return []
  }
}

/** Undefined for what is no file, holds nothing, or is too large for a source. */
function readIfText(file: string): Buffer | undefined {
  try {
    const { size } = statSync(file)
    if (!statSync(file).isFile() || size === 0 || size > LARGEST_BYTES) return undefined
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Undefined where there is nothing. A link that leads nowhere is there. */
function sizeOf(file: string): number | 'folder' | undefined {
  try {
    const stats = statSync(file)
    return stats.isDirectory() ? 'folder' : stats.size
  } catch {
    return lstatSync(file, { throwIfNoEntry: false }) ? 1 : undefined
  }
}
