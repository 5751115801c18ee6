import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LOADER_FLAGS } from '../../loading/flags.ts'

/** Where the pieces of a run are. */
export interface Layout {
  packageRoot: string
  /** The process of a learner's server. */
  appHost: string
  /** For the process of a learner's server, and all else that runs TypeScript: hooks for its threads and processes as well. */
  appExecArgv: string[]
}

/** Nothing is judged by sources: a checkout that is not built is built now. */
export function layoutOf(packageRoot: string): Layout {
  const dist = join(packageRoot, 'dist')
  if (!existsSync(join(dist, 'worker.cjs'))) {
    spawnSync(process.execPath, [join(packageRoot, 'scripts', 'build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return {
    packageRoot,
    appHost: join(dist, 'app-host.cjs'),
    appExecArgv: [...LOADER_FLAGS, '--import', pathToFileURL(join(dist, 'preload.cjs')).href],
  }
}
