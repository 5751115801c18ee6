import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What Node.js must be started with for a service of ours that is a process of its own; `file` is below src/services. */
export function hostProgram(packageRoot: string, file: string): string[] {
  const name = /([\w-]+)\.ts$/.exec(file)?.[1] ?? file
  const built = join(packageRoot, 'dist', `${name}.js`)
  if (existsSync(built)) return [built]
  const tsx = createRequire(join(packageRoot, 'package.json')).resolve('tsx')
  return ['--import', pathToFileURL(tsx).href, join(packageRoot, 'src', 'services', file)]
}
