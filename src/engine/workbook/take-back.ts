import { lstatSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import type { Change, ChangedFile } from './changes.ts'
import { digestOf } from './digest.ts'
import { MARKER } from './marker.ts'

export interface TakenBack {
  /** What is there again. */
  restored: string[]
  /** What was there meanwhile, and where it is now. */
  aside: { path: string; at: string }[]
  /** Nothing can be put back: what was kept of it is gone. It stays as it is. */
  lost: string[]
}

/**
 * Puts back the files of a change, the last one first. Whatever stands in their places now is moved to `.course/kept/<name>/`.
 * What was never done, or is taken back already, is passed over, so that half a change can be taken back, too.
 * @param name a folder that is not there yet (newName)
 * @param discard remove what the change put there, unless it was edited since: somebody has it elsewhere
 */
export function takeBackFiles(
  root: string,
  change: Pick<Change, 'files'>,
  { name, discard }: { name: string; discard: boolean },
): TakenBack {
  const done: TakenBack = { restored: [], aside: [], lost: [] }
  for (const file of [...change.files].reverse()) takeBack(root, file, { name, discard }, done)
  return done
}

function takeBack(
  root: string,
  file: ChangedFile,
  { name, discard }: { name: string; discard: boolean },
  done: TakenBack,
): void {
  const place = join(root, file.path)
  const kept = file.kept === undefined ? undefined : join(root, file.kept)
  const isThere = exists(place)
  const isAsPut = isThere && digestOf(place) === file.put
  if (kept !== undefined && !exists(kept)) {
    if (isAsPut) done.lost.push(file.path)
    return
  }
  // Put there by somebody else, or a copy that is in nobody's way.
  if (kept === undefined && (discard ? !isAsPut : file.path.startsWith(`${MARKER}/kept/`))) return
  if (isThere && ((discard && isAsPut) || file.path.startsWith(`${MARKER}/starters/`))) {
    rmSync(place, { recursive: true })
  } else if (isThere) {
    const at = `${MARKER}/kept/${name}/${file.path}`
    makeFolder(dirname(join(root, at)))
    renameSync(place, join(root, at))
    done.aside.push({ path: file.path, at })
  }
  if (kept !== undefined) {
    makeFolder(dirname(place))
    renameSync(kept, place)
    done.restored.push(file.path)
    removeEmpty(dirname(kept), root)
  } else removeEmpty(dirname(place), root)
}

/** Folders that nothing is left in, up to the workbook. */
function removeEmpty(folder: string, root: string): void {
  for (let at = folder; at !== root && at.startsWith(root); at = dirname(at)) {
    try {
      rmdirSync(at)
    } catch {
      return
    }
  }
}

/** Below a file there is nothing, which Node.js takes for an error. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
