/** Where the imports of course and learners' files lead, beyond what Node finds by itself. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** One set of rules for checks, exercises, servers, demos and benchmarks. */
export interface LoadRules {
  /** The folder of this package: its dependencies serve whoever has none of their own. */
  packageRoot: string
  /** The file to load in place of one that a relative import names; undefined where there is none. */
  replace?: (path: string) => string | undefined
  /** Namespaces that exist already, by specifier. */
  given?: Record<string, object>
  /** The folder whose files get them. To others they are refused. */
  givenTo?: string
  /** Whether Node itself maps stacks to the sources, by a comment in what it loads. */
  mapsInline?: boolean
}

/** What this package exports, as the bundles under `dist/`. */
const OWN: Record<string, string> = {
  'backend-workbook/bench': 'bench.js',
  'backend-workbook/check': 'check.js',
  'backend-workbook/picture': 'picture.js',
}

const TYPESCRIPT = /\.[cm]?ts$/

export function isTypeScript(file: string): boolean {
  return TYPESCRIPT.test(file)
}

/** @throws Error for a file that must not have what it imports */
export function isGiven(specifier: string, file: string, { given, givenTo }: LoadRules): boolean {
  if (!given || !Object.hasOwn(given, specifier)) return false
  if (givenTo === undefined || file.startsWith(givenTo)) return true
  throw new Error(`An exercise cannot import ${specifier}: that belongs to its checks.`)
}

/** A module is named by its own path, or that of a file. */
export function isPath(specifier: string): boolean {
  return /^(?:\.{0,2}\/|[a-z][\w+.-]*:)/i.test(specifier)
}

/** Absolute path of one of this package's own modules. */
export function ownModule(specifier: string, { packageRoot }: LoadRules): string | undefined {
  const file = Object.hasOwn(OWN, specifier) ? OWN[specifier] : undefined
  return file && join(packageRoot, 'dist', file)
}

/**
 * The file that a path in an import means: what stands in for it, or the source behind it. TypeScript lets `./notes.js`
 * name `./notes.ts`, and many leave the ending out. Undefined where Node would find the same.
 */
export function sourceBehind(specifier: string, parent: string | undefined, rules: LoadRules): string | undefined {
  const path = pathOf(specifier, parent)
  if (path === undefined) return undefined
  const other = rules.replace?.(path)
  if (other !== undefined) return other
  if (isFile(path)) return undefined
  return [path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, join(path, 'index.ts')].find(
    (candidate) => candidate !== path && isFile(candidate),
  )
}

/**
 * The address of a file that a path in an import means, where Node would not take it: it refuses backslashes, which the
 * name of a folder may hold outside of Windows. Undefined where it need not be asked round.
 */
export function refusedByNode(
  specifier: string,
  parent: string | undefined,
  file: string | undefined,
): string | undefined {
  const path = file ?? pathOf(specifier, parent)
  if (path === undefined || process.platform === 'win32' || !path.includes('\\')) return undefined
  return isFile(path) ? pathToFileURL(path).href : undefined
}

/** For who resolves packages by the address of a file: that whose packages serve where the importer's folders have none. */
export function fallbackParent({ packageRoot }: LoadRules): string {
  return pathToFileURL(join(packageRoot, 'package.json')).href
}

/** Whether a folder of the importer's, or one above it, has the package. */
export function hasPackage(specifier: string, file: string): boolean {
  const [first = '', second = ''] = specifier.split('/')
  const name = first.startsWith('@') ? join(first, second) : first
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name))) return true
    if (folder === dirname(folder)) return false
  }
}

function pathOf(specifier: string, parent: string | undefined): string | undefined {
  if (!URL.canParse(specifier, parent)) return undefined
  const url = new URL(specifier, parent)
  return url.protocol === 'file:' ? fileURLToPath(url) : undefined
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
