import { existsSync, readdirSync, type Stats, statSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { isWorkbook, sayThings } from '../workbook/workbook.ts'

/** Something that was handed in. */
export interface Submission {
  name: string
  /** Absolute: a workbook's folder, or an archive of `course export`. */
  path: string
  kind: 'folder' | 'archive'
  /** Why it cannot even be looked at. */
  problem?: string
}

/** As `course export` writes it; some systems write it in capital letters. */
const ARCHIVE = /\.zip$/i
const OTHER_ARCHIVE = /\.(?:7z|rar|tar|t?(?:bz2|gz|lz|xz|zst))$/i
/** Below a folder that is named: `class/group/learner/workbook/`. */
const DEEPEST = 3

/**
 * What the arguments name: workbooks, archives, and those in folders that hold several. In order, each once.
 * @throws Problem for an argument that is nothing of that
 */
export function gatherSubmissions(paths: readonly string[], cwd: string): Submission[] {
  const found = new Map<string, Submission>()
  for (const path of paths) {
    const those = submissionsIn(resolve(cwd, path), DEEPEST)
    if (those.length === 0) throw nothingIn(path, resolve(cwd, path))
    for (const submission of those) found.set(submission.path, submission)
  }
  return named([...found.values()], cwd)
}

function submissionsIn(path: string, deep: number): Submission[] {
  const name = basename(path)
  let stats: Stats | undefined
  try {
    stats = statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    return [{ name, path, kind: 'folder', problem: messageOf(error) }]
  }
  if (stats?.isFile()) return archiveOf(path)
  if (!stats?.isDirectory()) return []
  if (isWorkbook(path)) return [{ name, path, kind: 'folder' }]
  if (deep === 0) return []
  try {
    return ofClass(entriesOf(path).map((entry) => handedIn(join(path, entry), deep - 1)))
  } catch (error) {
    return [{ name, path, kind: 'folder', problem: messageOf(error) }]
  }
}

/** None for other files: lists, timetables. */
function archiveOf(path: string): Submission[] {
  const submission = { name: basename(path), path, kind: 'archive' } as const
  if (ARCHIVE.test(path)) return [submission]
  if (!OTHER_ARCHIVE.test(path)) return []
  return [
    { ...submission, problem: `Such archives are not read. Hand in one of \`${toType('export')}\`, or unpack it.` },
  ]
}

interface HandedIn {
  path: string
  found: Submission[]
}

function handedIn(path: string, deep: number): HandedIn {
  return { path, found: submissionsIn(path, deep) }
}

/** Of folders beside learners' folders each is a learner's: one with nothing in it has its line, too. */
function ofClass(entries: HandedIn[]): Submission[] {
  const withWork = entries.filter(({ found }) => found.length > 0)
  const [first] = withWork
  // What lies beside the one workbook/ of a checkout is its learner's as well.
  if (!first || (withWork.length === 1 && basename(first.path) === 'workbook')) return first?.found ?? []
  return entries.flatMap(({ path, found }) => {
    if (found.length > 0 || !isFolder(path)) return found
    return [{ name: basename(path), path, kind: 'folder', problem: `There is nothing to judge in it: ${lackOf(path)}` }]
  })
}

/** What keeps a folder from being a workbook. */
function lackOf(folder: string): string {
  const days = entriesOf(folder).filter((entry) => /^\d+-/.test(entry) && isFolder(join(folder, entry)))
  if (days.length === 0) return `no workbook, and no archive of \`${toType('export')}\`.`
  return `it holds ${sayThings(days)} without the folder .course, which makes a workbook of them. Hand in the whole workbook, or an archive of \`${toType('export')}\`.`
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Without what is no learner's for sure. */
function entriesOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .filter((entry) => !entry.startsWith('.') && entry !== 'node_modules')
}

/** A checkout of each learner's has its workbook in a folder of that name: then the folder above tells them apart. */
function named(submissions: Submission[], cwd: string): Submission[] {
  const counts = new Map<string, number>()
  for (const { name } of submissions) counts.set(name, (counts.get(name) ?? 0) + 1)
  return submissions.map((each) => (counts.get(each.name) === 1 ? each : { ...each, name: relative(cwd, each.path) }))
}

function nothingIn(path: string, full: string): Problem {
  const what = existsSync(full) ? 'is no workbook, and holds none' : 'is not there'
  const why = isFolder(full) ? ` There is nothing to judge in it: ${lackOf(full)}` : ''
  return new Problem(
    `${shellWord(path)} ${what}.${why}`,
    `Name learners' workbooks, archives of \`${toType('export')}\`, or a folder of them.`,
    { code: 'not-found' },
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
