import { existsSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * A loader hook, as the URL of its source. It lets code of a course or a learner, wherever it lies, import
 * `backend-workbook/bench` and whatever this package depends on, where their folder has no such package.
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
  const resolve = createRequire(join(packageRoot, 'package.json')).resolve
  const [loader = '', api = ''] = ['tsx', 'tsx/esm/api'].map((name) => pathToFileURL(resolve(name)).href)
  // On Node 20 tsx leaves worker threads alone (privatenumber/tsx#354).
  const start = dataUrl(`
    import { register } from 'node:module'
    import { isMainThread } from 'node:worker_threads'
    if (!isMainThread) (await import(${JSON.stringify(api)})).register()
    register(${JSON.stringify(hookUrl(packageRoot))})`)
  return ['--import', loader, '--import', start]
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
