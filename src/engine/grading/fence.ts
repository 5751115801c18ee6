import { rmSync } from 'node:fs'
import { join, sep } from 'node:path'
import { cacheFolder } from '../course/cache-folder.ts'
import type { Course } from '../course/model.ts'
import { makeFolder } from './folder.ts'
import type { GradeLimits } from './graded.ts'
import { type Fenced, fencedByNamespaces, whyNoNamespaces } from './namespaces.ts'

/** What keeps a learner's code in, beside the fence of every verdict. */
export type LocalFencing =
  | { by: 'namespaces' }
  /** `why` no more can be had here. */
  | { by: 'nothing'; why: string }

/** The same, or that each worker of a queue has its own. */
export type Fencing = LocalFencing | { by: 'workers' }

export interface FenceRequest {
  /** Without links in its path, as the root of the course: a link is not there inside. */
  packageRoot: string
  env: Record<string, string | undefined>
  course: Course
  limits: GradeLimits
}

/** The strongest means that this machine has. It is tried, which takes some 50 ms. */
export function fencingHere(): LocalFencing {
  const why = whyNoNamespaces()
  return why === undefined ? { by: 'namespaces' } : { by: 'nothing', why }
}

/** How to start the process that judges one submission. */
export function fenceIn(fencing: LocalFencing, request: FenceRequest): Fenced {
  const host = join(request.packageRoot, 'dist', 'engine', 'grading', 'host.cjs')
  return fencing.by === 'namespaces' ? fencedIn(host, request) : unfenced(host, request)
}

/** What judging needs of a course, and of this tool. All else of their folders may be anybody's: workbooks, grades, passwords. */
const OF_COURSE = ['course.yaml', 'package.json', 'lessons', 'exercises', 'checks', 'node_modules']
const OF_TOOL = ['package.json', 'bin', 'dist', 'node_modules']

function fencedIn(host: string, { packageRoot, env, course, limits }: FenceRequest): Fenced {
  const cache = cacheFolder(env)
  const mongod = env['MONGOMS_DOWNLOAD_DIR'] ?? (env['HOME'] && join(env['HOME'], '.cache', 'mongodb-binaries'))
  const readable = [
    ...OF_TOOL.map((name) => join(packageRoot, name)),
    ...OF_COURSE.map((name) => join(course.root, name)),
    ...[packagesBeside(packageRoot), packagesBeside(course.root), cache, mongod].filter((path) => path !== undefined),
  ]
  // A course that is installed as a package lies among these.
  const hidden = [join(course.root, 'solutions'), join(packageRoot, 'solutions')]
  const fenced = fencedByNamespaces([host], { readable, hidden, ...limits })
  const settings = { ...(cache && { COURSE_CACHE: cache }), ...(mongod && { MONGOMS_DOWNLOAD_DIR: mongod }) }
  return { ...fenced, env: { ...fenced.env, ...settings } }
}

/** An installed package finds the packages that it needs beside it. */
function packagesBeside(root: string): string | undefined {
  const packages = `${sep}node_modules${sep}`
  const at = root.indexOf(packages)
  return at === -1 ? undefined : root.slice(0, at + packages.length - 1)
}

/** Of the instructor's environment. The rest may hold passwords. */
const TOLD = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'COURSE_CACHE',
  'XDG_CACHE_HOME',
  'LOCALAPPDATA',
]

function unfenced(host: string, { env }: FenceRequest): Fenced {
  const folder = makeFolder()
  const known = TOLD.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  return {
    command: process.execPath,
    args: [host],
    cwd: folder,
    env: Object.fromEntries(known),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
