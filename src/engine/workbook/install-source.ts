import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

/** What npm notes beside the packages that it has put into a folder. */
interface NpmNotes {
  packages?: Record<string, { resolved?: string } | undefined>
}

/**
 * What a package.json asks npm for, so that it gets this tool from where it came from: a released version, an address or
 * an archive; else the folder that it runs from, a checkout for example.
 */
export function installSource(packageRoot: string, own: { name: string; version: string }): string {
  const resolved = resolvedFrom(packageRoot, own.name)
  if (resolved === undefined) return `file:${packageRoot}`
  if (isFromRegistry(resolved)) return `^${own.version}`
  if (!resolved.startsWith('file:')) return resolved
  // npm says it relative to the folder that holds node_modules.
  return `file:${resolve(dirname(dirname(packageRoot)), resolved.slice('file:'.length))}`
}

function resolvedFrom(packageRoot: string, name: string): string | undefined {
  const folder = dirname(packageRoot)
  if (basename(folder) !== 'node_modules') return undefined
  try {
    const notes: NpmNotes = JSON.parse(readFileSync(resolve(folder, '.package-lock.json'), 'utf8'))
    return notes.packages?.[`node_modules/${name}`]?.resolved
  } catch {
    return undefined
  }
}

/** `https://registry.npmjs.org/name/-/name-1.2.3.tgz`, as every registry has it. */
function isFromRegistry(resolved: string): boolean {
  return /^https?:.*\/-\/[^/]+\.tgz$/.test(resolved)
}
