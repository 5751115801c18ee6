import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { askedBy, nameOf } from '../../loading/own-packages.ts'
import { readModuleRecord } from './module-record.ts'
import type { ResolvedTarget } from './target.ts'

/** Sentences on packages that ran in another version than the course's, because the learner's package.json asks for it. */
export function noteVersions(packageRoot: string, { entry, apart }: ResolvedTarget): string[] {
  const asked = Object.entries(askedBy(entry) ?? {})
  if (asked.length === 0) return []
  const imported = apart ? undefined : importsOf(packageRoot, entry)
  return asked.flatMap(([name, range]) => {
    // Nothing of these runs.
    if (name.startsWith('@types/')) return []
    const courses = versionOf(name, packageRoot)
    if (courses === undefined || (imported && !imported.has(name))) return []
    const own = versionOf(name, dirname(entry))
    if (own === courses) return []
    if (own === undefined)
      return [
        `Your package.json asks for ${name} ${range}, which is not installed: ${name} ${courses} of the course ran.`,
      ]
    return [
      `Judged with ${name} ${own}, which your package.json asks for (${range}). The course is made for ${courses}.`,
    ]
  })
}

function importsOf(packageRoot: string, entry: string): Set<string> {
  const { imports = [] } = readModuleRecord(packageRoot, readFileSync(entry, 'utf8')) ?? {}
  return new Set(imports.map(nameOf))
}

/** Of the package that Node would find from this folder. */
function versionOf(name: string, folder: string): string | undefined {
  for (let from = folder; ; from = dirname(from)) {
    try {
      const manifest = readFileSync(join(from, 'node_modules', name, 'package.json'), 'utf8')
      return (JSON.parse(manifest) as { version?: string }).version
    } catch {
      if (dirname(from) === from) return undefined
    }
  }
}
