import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { Plugin } from 'vite'
import type { KeptTransforms } from './kept-transforms.ts'

/** What is being judged now. One warm Vite serves many runs, so the plugin asks each time. */
export interface Subject {
  checkFile: string
  /** exercises/<room>, absolute: what check files import from. */
  room: string
  /** The file to load in place of a path relative to that room; undefined where there is none. */
  replace: (path: string) => string | undefined
  /** Folders that hold the code being judged. */
  folders: string[]
  /** Where it begins. */
  entry: string
  /** It never runs in the process of the checks. */
  apart?: boolean
}

const FENCE = 'backend-workbook/fence'
/** A module that is evaluated in each run, though what it imports stays loaded. */
export const OPENING = '\0course:open'

/**
 * Check files import the starter by its path, so that they type-check and read plainly. This plugin puts the judged
 * file in its place, opens and closes the fence around it, and lets learners' files use the course's own packages.
 *
 * @param modules where `backend-workbook/*` lives; `packageRoot`: whose dependencies are the fallback
 */
export function judgePlugin(
  modules: Record<string, string>,
  packageRoot: string,
  subject: () => Subject,
  kept: Pick<KeptTransforms, 'note'>,
): Plugin {
  const packageFile = join(packageRoot, 'package.json')
  return {
    name: 'course:judge',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const own = source === OPENING ? source : modules[source]
      if (own) return own
      if (!importer) return null
      const { room, replace, folders } = subject()
      if (source.startsWith('.')) {
        const inside = relative(room, resolve(dirname(importer), source))
        if (inside.startsWith('..') || isAbsolute(inside)) return null
        const file = replace(inside)
        kept.note(importer, inside, file)
        return file ?? null
      }
      if (!folders.some((folder) => importer.startsWith(folder)) || isBuiltin(source) || isAbsolute(source)) return null
      const rest = { ...options, skipSelf: true }
      return (await this.resolve(source, importer, rest)) ?? (await this.resolve(source, packageFile, rest))
    },
    load(id) {
      return id === OPENING ? `import { open } from '${FENCE}/open';open()` : null
    },
    transform(code, id) {
      if (id !== subject().checkFile) return null
      return {
        code: `import ${JSON.stringify(OPENING)};${code}\nimport { closeFile as __close } from '${FENCE}';__close(${mayActLate(subject())});`,
        map: null,
      }
    },
  }
}

/**
 * Whether code may do something after the last check: it sets timers, or brings files of its own along that might.
 * Only then is it worth waiting for.
 */
export function mayActLate({ entry, apart }: Subject): boolean {
  if (apart) return false
  const source = readFileSync(entry, 'utf8')
  return /\bset(?:Timeout|Interval)\b|\btimers\b/.test(source) || /\bfrom\s*['"]\.{1,2}\//.test(source)
}
