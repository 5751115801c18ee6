import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { Problem } from '../../problem.ts'
import type { Course } from '../course/model.ts'
import { MARKER } from '../workbook/marker.ts'
import { isSameText, readPristine } from '../workbook/starters.ts'
import type { Workbook } from '../workbook/workbook.ts'
import { type LocalPaths, localPaths, withLocalPaths } from './local-paths.ts'
import type { Entry } from './zip.ts'

/** What becomes of a file of an archive. */
export interface Step {
  path: string
  content: Buffer
  /**
   * added: there is none here. replaced: the one here moves to `at`, since it is a starter that nobody touched, or since
   * the learner says so. aside: the one here stays, and the archive's is put to `at`.
   */
  what: 'added' | 'replaced' | 'aside'
  /** In `.course/kept`, relative to the workbook. */
  at?: string
}

export interface Plan {
  steps: Step[]
  /** Files of the learner's that are the same here and there. */
  same: number
  /** Files that differ, and whose version in the archive lies aside since an earlier import. */
  known: { path: string; at: string }[]
}

/**
 * What an archive would change in a workbook, where days and exercises may have other names; changes nothing itself. What the
 * learner wrote here stays where it is, unless they prefer `theirs`.
 * @param name of the folder in `.course/kept` for what gives way
 * @throws Problem when a folder of the workbook is a link that leads out of it
 */
export function planImport(
  workbook: Workbook,
  course: Pick<Course, 'root' | 'days'>,
  archived: readonly Entry[],
  { name, theirs }: { name: string; theirs: boolean },
): Plan {
  const plan: Plan = { steps: [], same: 0, known: [] }
  const paths = localPaths(workbook.root, course)
  const files = withLocalPaths(archived, paths)
  const keptCopy = keptCopies(workbook.root)
  const isStarter = starterTest(workbook, course, files, paths)
  for (const file of files) {
    checkFolders(workbook.root, file.path)
    const place = join(workbook.root, file.path)
    const mine = contentOf(place)
    const at = `${MARKER}/kept/${name}/${file.path}`
    if (mine === 'none') plan.steps.push({ ...file, what: 'added' })
    else if (mine !== 'other' && isSameText(mine, file.content)) plan.same += isOfTool(file.path) ? 0 : 1
    else if (file.path.startsWith(`${MARKER}/starters/`) || isStarter.there(file)) continue
    else if (mine !== 'other' && (theirs || isStarter.here(file.path, mine)))
      plan.steps.push({ ...file, what: 'replaced', at })
    else {
      const known = keptCopy(file)
      if (known === undefined) plan.steps.push({ ...file, what: 'aside', at })
      else plan.known.push({ path: file.path, at: known })
    }
  }
  return plan
}

/** Starters that nobody touched are nobody's work: here, and in the archive. */
function starterTest(
  workbook: Workbook,
  course: Pick<Course, 'root'>,
  files: readonly Entry[],
  { inCourse }: LocalPaths,
) {
  const pristine = new Map(files.map(({ path, content }) => [path, content]))
  const isSame = (a: Buffer, b: Buffer | undefined) => b !== undefined && isSameText(a, b)
  const ofCourse = (path: string) => {
    const content = contentOf(join(course.root, 'exercises', inCourse(path)))
    return typeof content === 'string' ? undefined : content
  }
  return {
    there: ({ path, content }: Entry) =>
      isSame(content, pristine.get(`${MARKER}/starters/${path}`)) || isSame(content, ofCourse(path)),
    here: (path: string, content: Buffer) =>
      isSame(content, readPristine(workbook, '', path)) || isSame(content, ofCourse(path)),
  }
}

/** Finds what an earlier import put aside, so that the same archive does so once. */
function keptCopies(root: string): (file: Entry) => string | undefined {
  const kept = `${MARKER}/kept`
  const folders = existsSync(join(root, kept)) ? readdirSync(join(root, kept)) : []
  return ({ path, content }) => {
    const places = folders.map((folder) => `${kept}/${folder}/${path}`)
    return places.find((place) => {
      const there = contentOf(join(root, place))
      return typeof there !== 'string' && isSameText(there, content)
    })
  }
}

function isOfTool(path: string): boolean {
  return path.startsWith(`${MARKER}/`)
}

function contentOf(place: string): Buffer | 'none' | 'other' {
  try {
    const stats = lstatSync(place, { throwIfNoEntry: false })
    if (!stats) return 'none'
    return stats.isFile() ? readFileSync(place) : 'other'
  } catch (error) {
    // Below a file there is nothing, and nothing can be put there.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'other'
  }
}

/** A file that goes through a link would end up wherever that leads. */
function checkFolders(root: string, path: string): void {
  if (!existsSync(root)) return
  const real = realpathSync(root)
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const stats = lstatSync(join(root, folder), { throwIfNoEntry: false })
    if (!stats?.isSymbolicLink() || isWithin(real, join(root, folder))) continue
    throw new Problem(
      `${join(root, folder)} is a link that leads out of the workbook.`,
      'Nothing was changed. Put a folder in its place, or import into another workbook with --workbook <dir>.',
    )
  }
}

function isWithin(real: string, link: string): boolean {
  try {
    return realpathSync(link).startsWith(real + sep)
  } catch {
    return false
  }
}
