import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { cacheFolder } from '../course/cache-folder.ts'
import type { Course } from '../course/model.ts'
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
  packageRoot: string
  env: Record<string, string | undefined>
  course: Course
  limits: GradeLimits
  /** Everything that was handed in: nothing of it can be read from inside. */
  submissions: readonly { path: string }[]
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

function fencedIn(host: string, { packageRoot, env, course, limits, submissions }: FenceRequest): Fenced {
  const tool = realpathSync(packageRoot)
  const root = realpathSync(course.root)
  const cache = cacheFolder(env)
  const mongod = env['MONGOMS_DOWNLOAD_DIR'] ?? (env['HOME'] && join(env['HOME'], '.cache', 'mongodb-binaries'))
  const readable = [withPackages(tool), withPackages(root), ...[cache, mongod].filter((path) => path !== undefined)]
  const isReadable = (path: string) => readable.some((folder) => path === folder || path.startsWith(folder + sep))
  const answers = [join(root, 'solutions'), join(root, '.git'), join(tool, 'solutions'), join(tool, '.git')]
  const hidden = [...new Set([...answers, ...submissions.map(({ path }) => realpathSync(path)).filter(isReadable)])]
  const fenced = fencedByNamespaces([host], { readable, hidden, ...limits })
  const settings = { ...(cache && { COURSE_CACHE: cache }), ...(mongod && { MONGOMS_DOWNLOAD_DIR: mongod }) }
  return { ...fenced, env: { ...fenced.env, ...settings } }
}

/** An installed package finds the packages that it needs beside it. */
function withPackages(root: string): string {
  const packages = `${sep}node_modules${sep}`
  const at = root.indexOf(packages)
  return at === -1 ? root : root.slice(0, at + packages.length - 1)
}

function unfenced(host: string, { env }: FenceRequest): Fenced {
  const folder = mkdtempSync(join(tmpdir(), 'course-grade-'))
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    command: process.execPath,
    args: [host],
    cwd: folder,
    env: Object.fromEntries(known),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
