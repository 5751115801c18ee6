import { readdirSync, statSync } from 'node:fs'
import { basename, extname, join, relative, resolve } from 'node:path'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { isWorkbook } from '../workbook/workbook.ts'

/** Something that was handed in. */
export interface Submission {
  name: string
  /** Absolute: a workbook's folder, or an archive of `course export`. */
  path: string
  kind: 'folder' | 'archive'
}

const ARCHIVE = '.zip'
/** `archive of archives/` and `class/group/learner/`: no deeper. */
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
  const stats = statSync(path, { throwIfNoEntry: false })
  const name = basename(path)
  if (stats?.isFile()) return extname(path) === ARCHIVE ? [{ name, path, kind: 'archive' }] : []
  if (!stats?.isDirectory()) return []
  if (isWorkbook(path)) return [{ name, path, kind: 'folder' }]
  if (deep === 0) return []
  const within = entriesOf(path).filter((entry) => !entry.startsWith('.') && entry !== 'node_modules')
  return within.flatMap((entry) => submissionsIn(join(path, entry), deep - 1))
}

/** A checkout of each learner's has its workbook in a folder of that name: then the folder above tells them apart. */
function named(submissions: Submission[], cwd: string): Submission[] {
  const counts = new Map<string, number>()
  for (const { name } of submissions) counts.set(name, (counts.get(name) ?? 0) + 1)
  return submissions.map((each) => (counts.get(each.name) === 1 ? each : { ...each, name: relative(cwd, each.path) }))
}

function nothingIn(path: string, full: string): Problem {
  const what = statSync(full, { throwIfNoEntry: false }) ? 'is no workbook, and holds none' : 'is not there'
  return new Problem(
    `${shellWord(path)} ${what}.`,
    `Name learners' workbooks, archives of \`${toType('export')}\`, or a folder of them.`,
    { code: 'not-found' },
  )
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
