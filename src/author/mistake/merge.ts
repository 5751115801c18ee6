import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { solutionTexts } from '../../engine/mistakes/changes.ts'
import { applyDifference, type Changes, type Difference, type Texts } from '../../engine/mistakes/difference.ts'
import type { Place } from './write.ts'

/** A difference that no longer fits, brought over to today's solution. */
export type Merged =
  /** `conflicts`: how many places git left marked in the text, for a person to decide. */
  { status: 'merged'; changes: Changes; conflicts: number } | { status: 'no-base'; why: string }

/** How far back a version of the solution is looked for. */
const MOST_VERSIONS = 100

/**
 * Merges three ways: the solution as the difference knew it, that solution made wrong, and today's solution. The first
 * is the newest version in git that the difference fits.
 */
export function mergeDifference({ course, day, exercise }: Place, difference: Difference): Merged {
  const paths = difference.files.map(({ path }) => path)
  const versions = versionsOf(course.root, day.room, paths)
  if (versions === undefined) return { status: 'no-base', why: 'git has no history of this course.' }
  for (const version of versions) {
    const base = textsAt(course.root, day.room, version, paths)
    const wrong = applyDifference(difference, base)
    if (wrong.status === 'applied') return merge(base, wrong.changes, solutionTexts(course, day, exercise))
  }
  return { status: 'no-base', why: 'It fits no version of the solution that git has.' }
}

/** The commits that changed these files, newest first; undefined outside of git. */
function versionsOf(root: string, room: string, paths: string[]): string[] | undefined {
  const files = paths.map((path) => `solutions/${room}/${path}`)
  const log = git(root, ['log', `--max-count=${MOST_VERSIONS}`, '--format=%H', '--', ...files])
  return log?.split('\n').filter((line) => line !== '')
}

function textsAt(root: string, room: string, version: string, paths: string[]): Texts {
  const texts = paths.map((path): [string, string | undefined] => [
    path,
    git(root, ['show', `${version}:./solutions/${room}/${path}`]),
  ])
  return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function merge(base: Texts, wrong: Changes, today: Texts): Merged {
  const changes: Changes = new Map()
  let conflicts = 0
  for (const [path, text] of wrong) {
    const [before, now] = [base.get(path), today.get(path)]
    if (now === before || text === now) changes.set(path, text)
    else if (text === null || now === undefined) {
      // One side has changed what the other has taken away.
      changes.set(path, text)
      conflicts++
    } else {
      const merged = mergeTexts(now, before ?? '', text)
      changes.set(path, merged.text)
      conflicts += merged.conflicts
    }
  }
  return { status: 'merged', changes, conflicts }
}

function mergeTexts(solution: string, base: string, wrong: string): { text: string; conflicts: number } {
  const folder = mkdtempSync(join(tmpdir(), 'course-merge-'))
  try {
    for (const [name, text] of Object.entries({ solution, base, wrong })) writeFileSync(join(folder, name), text)
    const names = ['-L', 'the solution now', '-L', 'the solution then', '-L', 'the wrong answer']
    const args = ['merge-file', '-p', '--diff3', ...names, 'solution', 'base', 'wrong']
    try {
      return { text: run(folder, args), conflicts: 0 }
    } catch (error) {
      // Its exit code counts the conflicts.
      const { status, stdout } = error as { status?: number | null; stdout?: string }
      if (typeof status !== 'number' || status >= 128 || typeof stdout !== 'string') throw error
      return { text: stdout, conflicts: status }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** What git prints; undefined where there is no git, or it refuses. */
function git(cwd: string, args: string[]): string | undefined {
  try {
    return run(cwd, args)
  } catch {
    return undefined
  }
}

function run(cwd: string, args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).replaceAll(
    '\r\n',
    '\n',
  )
}
