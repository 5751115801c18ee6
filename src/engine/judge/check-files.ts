import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ManifestEntry, readManifest } from './manifest.ts'

/** A file of hidden checks, with what it promises. */
export interface CheckSource {
  path: string
  source: string
  checks: ManifestEntry[]
}

const PART = /^import\s+['"](\.\/[^'"]+\.checks\.ts)['"]/gm

/**
 * A check file and the parts that it imports, `<id>/<part>.checks.ts`: a project has one for each requirement, other
 * exercises where one file would grow too long.
 * @throws when one of them cannot be read
 */
export function readCheckFiles(checkFile: string): CheckSource[] {
  const main = readOne(checkFile)
  const parts = [...main.source.matchAll(PART)].map(([, path = '']) => readOne(join(dirname(checkFile), path)))
  return [main, ...parts]
}

function readOne(path: string): CheckSource {
  const source = readFileSync(path, 'utf8')
  return { path, source, checks: readManifest(source) }
}
