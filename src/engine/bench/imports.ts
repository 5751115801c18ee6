import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hasHooks } from '../../loading/flags.ts'
import { hookInto } from '../../loading/hooks.ts'
import { nativeImport } from '../../loading/native-import.ts'
import type { LoadRules } from '../../loading/resolve.ts'
import { layoutOf } from '../judge/layout.ts'

let isHooked = false

/**
 * Imports a TypeScript file of a course into this process. Wherever the course lies, the file may import
 * `backend-workbook/bench` and whatever this package depends on.
 */
export async function importFromCourse(packageRoot: string, file: string): Promise<unknown> {
  if (!isHooked) hook(packageRoot)
  isHooked = true
  return nativeImport(packageRoot, pathToFileURL(file).href)
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

function hook(packageRoot: string): void {
  const rules: LoadRules = { packageRoot, mapsInline: true }
  if (hasHooks) hookInto(rules)
  else register<LoadRules>(pathToFileURL(join(packageRoot, 'dist', 'hooks-thread.js')).href, { data: rules })
}
