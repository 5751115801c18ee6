import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import type { Exercise } from '../course/model.ts'

const IMPORT = /^\s*import\s(?:[^'"]*\sfrom\s*)?['"]([^'"./][^'"]*)['"]/gm

/**
 * The packages that a module exercise imports. The fenced process loads them while this one is still loading Vitest.
 * Only a head start: what is not found is not missed.
 */
export function preloadsOf({ kind }: Pick<Exercise, 'kind'>, entry: string): string[] {
  if (kind !== 'module') return []
  try {
    const specifiers = [...readFileSync(entry, 'utf8').matchAll(IMPORT)].map(([, specifier = '']) => specifier)
    return [...new Set(specifiers)].filter((specifier) => !isBuiltin(specifier) && !specifier.startsWith('node:'))
  } catch {
    return []
  }
}
