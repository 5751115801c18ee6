import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import type { Course } from '../../engine/course/model.ts'
import { readPack } from '../../pack.ts'
import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { SHIPPED } from './files.ts'
import { requireReady } from './ready.ts'

const run = promisify(execFile)

export interface Tarball {
  /** Its name and command. */
  name: string
  command: string
  /** Relative to where it was asked for. */
  file: string
  files: number
  bytes: number
}

interface Packed {
  filename: string
  size: number
  files: { path: string }[]
}

interface Around {
  /** Where the tarball goes. */
  folder: string
  /** The program. */
  npm: string
  env: Record<string, string | undefined>
  signal: AbortSignal
}

/** What npm takes along whatever `files` says. */
const ALWAYS = /^(?:package\.json|README|LICEN[CS]E|CHANGELOG|NOTICE)/i
const LONGEST_LIST = 5

/**
 * Packs a course as `npm publish` would.
 * @throws Problem when it is no package, leaves out what learners need, holds what is not for them, or is no course
 * that they could work through
 */
export async function packCourse(course: Course, around: Around): Promise<Tarball> {
  const { root } = course
  const pack = readPack(root)
  if (!pack) {
    throw new Problem(
      'This course is no package: it has no package.json with a name and a bin.',
      `${toType('author init <folder>')} makes a course that has one; compare the two.`,
    )
  }
  requireReady(course)
  const would = await npmPack(root, ['--dry-run'], around)
  refuseWrongContents(
    root,
    would.files.map(({ path }) => path),
  )
  const packed = await npmPack(root, ['--pack-destination', around.folder], around)
  return {
    name: pack.name,
    command: pack.command,
    file: packed.filename,
    files: packed.files.length,
    bytes: packed.size,
  }
}

function refuseWrongContents(root: string, packed: string[]): void {
  const inside = new Set(packed)
  const missing = SHIPPED.flatMap((each) => filesOf(root, each)).filter((path) => !inside.has(path))
  if (missing.length > 0) {
    throw new Problem(
      `The package would leave out what its learners need: ${listOf(missing)}.`,
      `Name these under "files" in package.json: ${SHIPPED.join(', ')}. An .npmignore or .gitignore may hold something back as well.`,
    )
  }
  const foreign = packed.filter((path) => !ALWAYS.test(path) && !SHIPPED.includes(path.split('/')[0] ?? ''))
  if (foreign.length > 0) {
    throw new Problem(
      `The package would hold what is not for its learners: ${listOf(foreign)}.`,
      `Under "files" in package.json, say no more than: ${SHIPPED.join(', ')}.`,
    )
  }
}

function filesOf(root: string, name: string): string[] {
  const path = join(root, name)
  if (!existsSync(path)) return []
  if (name === 'course.yaml') return [name]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.DS_Store')
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

function listOf(paths: string[]): string {
  const more = paths.length - LONGEST_LIST
  return `${paths.slice(0, LONGEST_LIST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

async function npmPack(root: string, args: string[], { npm, env, signal }: Around): Promise<Packed> {
  // Where npm is a script it needs this Node.js, and on Windows a shell.
  const path = [dirname(process.execPath), env['PATH'] ?? env['Path']].filter(Boolean).join(delimiter)
  const options = { cwd: root, env: { ...env, PATH: path }, signal, maxBuffer: 64 * 1024 * 1024 }
  const words = ['pack', '--json', '--ignore-scripts', ...args]
  try {
    const { stdout } =
      process.platform === 'win32'
        ? await run(
            `"${npm}"`,
            words.map((word) => `"${word}"`),
            { ...options, shell: true },
          )
        : await run(npm, words, options)
    // npm 11 gives an object by name where npm 10 gives a list.
    const [packed] = Object.values<Packed>(JSON.parse(stdout))
    if (packed) return packed
    throw new Error('it said nothing')
  } catch (error) {
    signal.throwIfAborted()
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    throw new Problem(`npm could not pack it:\n${said.trim()}`, 'Mend what npm complains of, and try again.')
  }
}
