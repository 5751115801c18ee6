import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { isPath } from '../../loading/resolve.ts'
import { readModuleRecord } from './module-record.ts'

/**
 * The packages that a file imports. Its process loads them while nobody waits for it yet.
 * Only a head start: what is not found is not missed.
 */
export function preloadsOf(packageRoot: string, entry: string): string[] {
  try {
    const { imports = [] } = readModuleRecord(packageRoot, readFileSync(entry, 'utf8')) ?? {}
    return [...new Set(imports)].filter((specifier) => !isBuiltin(specifier) && !isPath(specifier))
  } catch {
    return []
  }
}
