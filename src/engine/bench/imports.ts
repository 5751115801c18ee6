import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { layoutOf } from '../judge/layout.ts'

/**
 * A loader hook, as the URL of its source. It lets the bench.ts of any course, wherever it lies, import
 * `backend-workbook/bench` and whatever this package depends on, where its folder has no such package.
 */
function hookUrl(packageRoot: string): string {
  const api = pathToFileURL(entryFile(packageRoot, 'bench')).href
  const home = pathToFileURL(join(packageRoot, 'package.json')).href
  return dataUrl(`
    export async function resolve(specifier, context, next) {
      if (specifier === 'backend-workbook/bench') return next(${JSON.stringify(api)}, context)
      try {
        return await next(specifier, context)
      } catch (error) {
        if (error?.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|^[a-z]+:/.test(specifier)) throw error
        return next(specifier, { ...context, parentURL: ${JSON.stringify(home)} }).catch(() => { throw error })
      }
    }`)
}

/** Flags for a Node process that runs the TypeScript of courses and learners, in its worker threads too. */
export function execArgvFor(packageRoot: string): string[] {
  return layoutOf(packageRoot).appExecArgv
}

let registered = false

/** Imports a TypeScript file of a course into this process. */
export async function importFromCourse(packageRoot: string, file: string): Promise<unknown> {
  const { tsImport } = await import('tsx/esm/api')
  if (!registered) register(hookUrl(packageRoot))
  registered = true
  const url = pathToFileURL(file).href
  return tsImport(url, { parentURL: url, tsconfig: false })
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

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`
}
