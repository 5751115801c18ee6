/** Which modules a module brings along. */
import { posix } from 'node:path'

/** Types are no reason to run anything again. */
const TYPES = /^(?:import|export)\s+type\s[^'"]*['"][^'"]+['"]/gm
const IMPORTED = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g

/** The path of the module that is meant; undefined where there is none. */
export function resolveIn(texts: Record<string, string>, wanted: string): string | undefined {
  const ways = [wanted, wanted.replace(/\.([cm]?)js$/, '.$1ts'), `${wanted}.ts`, `${wanted}/index.ts`]
  return ways.find((path) => Object.hasOwn(texts, path))
}

/** All modules that this one imports, and those that they import, itself included. */
export function reachOf(texts: Record<string, string>, path: string): Set<string> {
  const reached = new Set([path])
  for (const from of reached) {
    for (const [, , specifier = ''] of (texts[from] ?? '').replace(TYPES, '').matchAll(IMPORTED)) {
      const found = resolveIn(texts, posix.join(posix.dirname(from), specifier))
      if (found !== undefined) reached.add(found)
    }
  }
  return reached
}

/** Of files of tests those that reach one of these, the ones with the shortest reach first. */
export function testsThatReach(texts: Record<string, string>, tests: string[], files: string[]): string[] {
  return tests
    .map((path) => ({ path, reach: reachOf(texts, path) }))
    .filter(({ reach }) => files.some((file) => reach.has(file)))
    .sort((a, b) => a.reach.size - b.reach.size)
    .map(({ path }) => path)
}
