import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where the pieces of a run are, in a built package and in a checkout that is not built. */
export interface Layout {
  /** Specifier to file, for Vite: what check files import. */
  modules: Record<string, string>
  /** The fenced process. */
  worker: string
  /** For the fenced process. */
  workerExecArgv: string[]
  /** Vitest's own worker, which the fenced process becomes; from the same bundle as the modules, whose state it shares. */
  vitestWorker: string
  /** The process of a learner's server. */
  appHost: string
  /** For the process of a learner's server: runs TypeScript, in its worker threads as well. */
  appExecArgv: string[]
}

export function layoutOf(packageRoot: string): Layout {
  const require = createRequire(join(packageRoot, 'package.json'))
  const built = existsSync(join(packageRoot, 'dist', 'check.js'))
  const file = (dist: string, src: string) => (built ? join(packageRoot, 'dist', dist) : join(packageRoot, 'src', src))
  const tsxExecArgv = ['--import', pathToFileURL(require.resolve('tsx')).href]
  return {
    modules: {
      'backend-workbook/check': file('fenced/check.js', 'check/index.ts'),
      'backend-workbook/fence': file('fenced/check-fence.js', 'check/fence.ts'),
      'backend-workbook/fence/open': file('fenced/check-open.js', 'check/open.ts'),
    },
    worker: file('fenced-worker.js', 'fenced/worker.ts'),
    workerExecArgv: built ? [] : tsxExecArgv,
    vitestWorker: built
      ? join(packageRoot, 'dist', 'fenced', 'forks.js')
      : join(dirname(require.resolve('vitest/package.json')), 'dist', 'workers', 'forks.js'),
    appHost: file('app-host.js', 'check/app-host.ts'),
    appExecArgv: appExecArgvOf(
      file('app-preload.js', 'fenced/app-preload.ts'),
      tsxExecArgv,
      built && findTransformer(require),
    ),
  }
}

function appExecArgvOf(preload: string, tsxExecArgv: string[], transformer: string | false | undefined): string[] {
  const { href } = pathToFileURL(preload)
  if (!transformer) return [...tsxExecArgv, '--import', href]
  return ['--import', `${href}?${new URLSearchParams({ transformer })}`]
}

/** Rolldown comes with the Vite of Vitest, and so does what it makes of TypeScript; where an older Vite is installed, tsx does it. */
function findTransformer(require: NodeJS.Require): string | undefined {
  try {
    const vite = createRequire(require.resolve('vitest/package.json')).resolve('vite/package.json')
    return pathToFileURL(createRequire(vite).resolve('rolldown/utils')).href
  } catch {
    return undefined
  }
}
