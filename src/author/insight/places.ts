import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { isWorkbook } from '../../engine/workbook/workbook.ts'

/** Where a record may lie: a workbook, or a file that is a progress.json or an archive. `nothing`: none is there. */
export type Place = { path: string } & ({ kind: 'workbook' | 'file' } | { kind: 'nothing'; why: string })

const RECORD = /\.(?:json|zip)$/i
/** Folders of learners hold these as well, and they are no records. */
const OTHER_FILES = new Set(['package.json', 'package-lock.json', 'tsconfig.json'])

/**
 * The places of records at these paths, each once. A file is one, and so is a workbook, whatever lies in it beside its
 * record. Any other folder is looked through, with the folders in it.
 * @param paths absolute
 */
export function findPlaces(paths: readonly string[]): Place[] {
  const places = new Map(paths.flatMap(placesAt).map((place) => [realOf(recordOf(place)), place]))
  return [...places.values()]
}

/** The file of a place: progress.json of a workbook, which need not be there. */
export function recordOf({ kind, path }: Place): string {
  return kind === 'workbook' ? join(path, 'progress.json') : path
}

function placesAt(path: string): Place[] {
  const stats = statsOf(path)
  if (!stats) return [{ path, kind: 'nothing', why: 'it is not there, or may not be looked at.' }]
  if (!stats.isDirectory()) return [{ path, kind: 'file' }]
  const places = placesIn(path, new Set())
  return places.length > 0 ? places : [{ path, kind: 'nothing', why: 'it holds no records.' }]
}

/** @param seen real paths of the folders that were looked through: a link may lead back to one */
function placesIn(folder: string, seen: Set<string>): Place[] {
  if (isWorkbook(folder)) return [{ path: folder, kind: 'workbook' }]
  const real = realOf(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const names = namesIn(folder)
  if (names === undefined) return [{ path: folder, kind: 'nothing', why: 'it cannot be listed: mend its permissions.' }]
  return names.flatMap((name): Place[] => {
    const path = join(folder, name)
    if (statsOf(path)?.isDirectory()) return name.startsWith('.') || name === 'node_modules' ? [] : placesIn(path, seen)
    return RECORD.test(name) && !name.startsWith('.') && !OTHER_FILES.has(name) ? [{ path, kind: 'file' }] : []
  })
}

/** Undefined for a folder that may not be listed. */
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder).sort()
  } catch {
    return undefined
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
