/** Node's synchronous module hooks, in the thread that asks for the module: Node.js 22.15 and newer. */

import nodeModule, { type SourceMapPayload } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nativeImport } from './native-import.ts'
import { isNotFound, withPlace } from './not-found.ts'
import { meansTheCourses } from './own-packages.ts'
import {
  fallbackParent,
  isGiven,
  isPath,
  isTypeScript,
  type LoadRules,
  ownModule,
  refusedByNode,
  sourceBehind,
} from './resolve.ts'
import { transformFile } from './transform.ts'

interface Resolved {
  url: string
  format?: string | null
  shortCircuit?: boolean
}

interface ResolveContext {
  parentURL?: string | undefined
}

interface Loaded {
  format: string
  source: string
  shortCircuit: true
}

type NextResolve = (specifier: string, context: ResolveContext) => Resolved

interface Hooks {
  resolve: (specifier: string, context: ResolveContext, next: NextResolve) => Resolved
  load: (url: string, context: unknown, next: (url: string, context: unknown) => unknown) => unknown
}

/** Newer than the types of the oldest Node.js that we support. */
const { registerHooks } = nodeModule as { registerHooks?: (hooks: Hooks) => { deregister: () => void } }

const GIVEN = 'course:'
const HANDED_OVER = Symbol.for('course.given')

let handingOver = false

/**
 * The rules hold for every import of this thread from now on. Gives what ends that.
 *
 * @param run files of TypeScript are evaluated once in each run, and once where there is no such number
 */
export function hookInto(rules: LoadRules, run?: number): () => void {
  const mark = run === undefined ? '' : `?run=${run}`
  const handle = registerHooks?.({
    resolve(specifier, context, next) {
      if (isGiven(specifier, fileOf(context.parentURL), rules)) return { url: GIVEN + specifier, shortCircuit: true }
      if (specifier.startsWith(GIVEN)) {
        if (!handingOver) throw new Error(`There is no module ${specifier}.`)
        return { url: specifier, shortCircuit: true }
      }
      const found = resolveBy(rules, specifier, context, next)
      return mark && /\.[cm]?ts$/.test(found.url) ? { ...found, url: found.url + mark } : found
    },
    load: (url, context, next) => loadGiven(url, rules) ?? loadTypeScript(url, rules) ?? next(url, context),
  })
  return () => handle?.deregister()
}

/** Evaluates the modules that are given, so that nobody else comes in between. */
export async function handOver({ given = {}, packageRoot }: LoadRules): Promise<void> {
  Reflect.set(globalThis, HANDED_OVER, given)
  handingOver = true
  try {
    for (const specifier of Object.keys(given)) await nativeImport(packageRoot, GIVEN + specifier)
  } finally {
    Reflect.deleteProperty(globalThis, HANDED_OVER)
    handingOver = false
  }
}

function fileOf(address: string | undefined): string {
  return address?.startsWith('file:') ? fileURLToPath(address.replace(/\?.*$/, '')) : ''
}

function loadGiven(url: string, { given = {} }: LoadRules): Loaded | undefined {
  if (!url.startsWith(GIVEN)) return undefined
  const specifier = url.slice(GIVEN.length)
  const names = Object.keys(given[specifier] ?? {}).filter((name) => name !== 'default')
  const from = `const given = globalThis[Symbol.for('course.given')][${JSON.stringify(specifier)}]\n`
  return {
    format: 'module',
    source: from + names.map((name) => `export const ${name} = given.${name}`).join('\n'),
    shortCircuit: true,
  }
}

function resolveBy(rules: LoadRules, specifier: string, context: ResolveContext, next: NextResolve): Resolved {
  const own = ownModule(specifier, rules)
  if (own) return { url: pathToFileURL(own).href, shortCircuit: true }
  // Node changes the context of whoever asks on with another.
  const { parentURL } = context
  const file = isPath(specifier) ? sourceBehind(specifier, parentURL, rules) : undefined
  const url = isPath(specifier) ? refusedByNode(specifier, parentURL, file) : undefined
  if (url) return { url, shortCircuit: true }
  const courses = parentURL !== undefined && isOfTheCourse(specifier, parentURL, rules)
  if (courses) return next(specifier, { ...context, parentURL: fallbackParent(rules) })
  try {
    return next(file === undefined ? specifier : pathToFileURL(file).href, context)
  } catch (error) {
    if (!isNotFound(error)) throw error
    try {
      if (!isPath(specifier)) return next(specifier, { ...context, parentURL: fallbackParent(rules) })
    } catch {
      // What the importer's own folders lack is what there is to say.
    }
    throw withPlace(error, specifier, parentURL)
  }
}

/** Whether a package of the course is meant, by the module at this address. */
export function isOfTheCourse(specifier: string, parent: string, { packageRoot }: LoadRules): boolean {
  return parent.startsWith('file:') && meansTheCourses(specifier, fileURLToPath(parent), packageRoot)
}

/** What a load hook gives for TypeScript of courses and learners; undefined for everything else. */
export function loadTypeScript(url: string, { packageRoot, mapsInline }: LoadRules): Loaded | undefined {
  if (!url.startsWith('file:')) return undefined
  const file = fileURLToPath(url)
  if (!isTypeScript(file)) return undefined
  const { code, map } = transformFile(file, packageRoot)
  const source = mapsInline ? code + sourceMapComment(map) : code
  return { format: file.endsWith('.cts') ? 'commonjs' : 'module', source, shortCircuit: true }
}

function sourceMapComment(map: SourceMapPayload): string {
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
}
