import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Check files import the starter by its path, so that they type-check and read plainly. This Vite plugin puts the
 * file that is being judged in its place.
 *
 * @param room absolute path of exercises/<room>
 * @param target maps a path relative to that room to the file to load instead
 */
export function redirectExercise(room: string, target: (path: string) => string): Plugin {
  return {
    name: 'course:redirect-exercise',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer || !source.startsWith('.')) return null
      const wanted = resolve(importer, '..', source)
      const inside = relative(room, wanted)
      if (inside.startsWith('..') || inside.startsWith(sep)) return null
      const file = target(inside)
      return existsSync(file) ? file : null
    },
  }
}

/** Looks for a file in each folder in turn: a wrong answer replaces one file and leans on the solution for the rest. */
export function firstOf(...folders: string[]): (path: string) => string {
  return (path) => folders.map((folder) => join(folder, path)).find((file) => existsSync(file)) ?? path
}
