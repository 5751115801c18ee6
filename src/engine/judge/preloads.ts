import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'

const IMPORT = /^\s*import\s(?:[^'"]*\sfrom\s*)?['"]([^'"./][^'"]*)['"]/gm

/**
 * The packages that a file imports. Its process loads them while others are still loading Vitest.
 * Only a head start: what is not found is not missed.
 */
export function preloadsOf(entry: string): string[] {
  try {
    const specifiers = [...readFileSync(entry, 'utf8').matchAll(IMPORT)].map(([, specifier = '']) => specifier)
    return [...new Set(specifiers)].filter((specifier) => !isBuiltin(specifier) && !specifier.startsWith('node:'))
  } catch {
    return []
  }
}
