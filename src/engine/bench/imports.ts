import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { layoutOf } from '../judge/layout.ts'

type ImportFromCourse = (file: string) => Promise<unknown>

let importer: Promise<ImportFromCourse> | undefined

/**
 * Imports a TypeScript file of a course into this process. Wherever the course lies, the file may import
 * `backend-workbook/bench` and whatever this package depends on.
 */
export async function importFromCourse(packageRoot: string, file: string): Promise<unknown> {
  importer ??= startImporter(packageRoot)
  return (await importer)(file)
}

/** Flags for a Node process that runs the TypeScript of courses and learners, in its worker threads too. */
export function execArgvFor(packageRoot: string): string[] {
  return layoutOf(packageRoot).appExecArgv
}

/** A file that runs as it is: a source in a checkout, its bundle in the published package, which has no sources. */
export function entryFile(packageRoot: string, name: 'bench' | 'bench-server' | 'bench-load'): string {
  const source = join(packageRoot, SOURCES[name])
  return existsSync(source) ? source : join(packageRoot, 'dist', `${name}.js`)
}

const SOURCES = {
  bench: 'src/bench/index.ts',
  'bench-server': 'src/engine/bench/server-host.ts',
  'bench-load': 'src/engine/bench/load-host.ts',
}

async function startImporter(packageRoot: string): Promise<ImportFromCourse> {
  const tsx = await import('tsx/esm/api')
  const scoped = tsx.register({ namespace: 'course-bench', tsconfig: false })
  hookInto(packageRoot)
  const home = pathToFileURL(join(packageRoot, 'package.json')).href
  return (file) => scoped.import(pathToFileURL(file).href, home)
}

/** Registered after tsx, so that it is asked first and has the last word. In this thread where Node can do that. */
function hookInto(packageRoot: string): void {
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: unknown }) => void }
  const source = (async_: string, await_: string) => hookSource(packageRoot, async_, await_)
  if (registerHooks) registerHooks({ resolve: new Function(`return ${source('', '')}`)() })
  else nodeModule.register(`data:text/javascript,${encodeURIComponent(`export ${source('async', 'await')}`)}`)
}

/**
 * Finds this package and its dependencies for a course that has none of its own, and takes a .ts file for a module
 * where no package.json says so. As text, because Node 20 runs hooks in a thread that shares nothing with this one.
 */
function hookSource(packageRoot: string, async_: string, await_: string): string {
  const api = JSON.stringify(pathToFileURL(entryFile(packageRoot, 'bench')).href)
  const home = JSON.stringify(pathToFileURL(join(packageRoot, 'package.json')).href)
  return `${async_} function resolve(specifier, context, next) {
    if (specifier === 'backend-workbook/bench') return next(${api}, context)
    try {
      const found = ${await_} next(specifier, context)
      return found.format === 'commonjs' && /\\.ts(\\?|$)/.test(found.url) ? { ...found, format: 'module' } : found
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|^[a-z]+:/.test(specifier)) throw error
      return ${await_} next(specifier, { ...context, parentURL: ${home} })
    }
  }`
}
