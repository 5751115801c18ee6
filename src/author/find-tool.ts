import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A development tool, as a script for Node. */
export interface Tool {
  script: string
  /** Of its version, the first number. */
  major: number
  /** The node_modules folder that has it. */
  modules: string
}

interface Manifest {
  bin?: string | Record<string, string>
  version?: string
}

/** A tool that one of these folders (the course, then this package) has installed. */
export function findTool(name: string, bin: string, folders: string[]): Tool | undefined {
  for (const folder of folders) {
    try {
      const manifest = createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`)
      const { bin: bins, version = '' } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
      const path = typeof bins === 'string' ? bins : bins?.[bin]
      const modules = manifest.slice(0, manifest.length - `/${name}/package.json`.length)
      if (path !== undefined)
        return { script: join(dirname(manifest), path), major: Number.parseInt(version, 10), modules }
    } catch {
      // Not there: the next folder may have it.
    }
  }
  return undefined
}

/** The nearest of these files in the folder or above it. */
export function findAbove(folder: string, names: string[]): string | undefined {
  const found = names.map((name) => join(folder, name)).find((file) => existsSync(file))
  if (found !== undefined || dirname(folder) === folder) return found
  return findAbove(dirname(folder), names)
}
