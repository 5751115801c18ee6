/**
 * Module hooks for the learner's server, in Node's own thread for them: TypeScript is transformed when it is loaded, and
 * packages that the learner's folder does not have are the course's own. tsx does as much and more, and takes a server
 * four times as long to start; an exercise may start a dozen.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

export interface HookData {
  /** Address of a module with `transformSync`; without it TypeScript is somebody else's business. */
  transformer: string | undefined
  /** Address of a file whose packages are the fallback. */
  fallback: string
}

interface ParseError {
  message: string
  loc?: { line: number; column: number }
}

/** As Rolldown has it, in `rolldown/utils`. */
type TransformSync = (
  file: string,
  source: string,
  options: { sourcemap: boolean; lang: 'ts' },
) => { code: string; map?: object | null; errors: ParseError[] }

const NOT_THERE = ['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT']
const TYPESCRIPT = /\.[cm]?ts$/

let data: HookData | undefined
let transformSync: TransformSync | undefined

export const initialize: InitializeHook<HookData> = (given) => {
  data = given
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!(error instanceof Error) || !NOT_THERE.includes(String(Reflect.get(error, 'code')))) throw error
    if (/^[./]|^\w+:/.test(specifier)) {
      const source = sourceOf(specifier, context.parentURL)
      if (source === undefined) throw error
      return await next(source, context)
    }
    return await next(specifier, { ...context, parentURL: data?.fallback })
  }
}

/** TypeScript lets `./notes.js` name `./notes.ts`, and many leave the ending out. */
function sourceOf(specifier: string, parent: string | undefined): string | undefined {
  const wanted = new URL(specifier, parent)
  if (wanted.protocol !== 'file:') return undefined
  const candidates = [wanted.href.replace(/\.([cm]?)js$/, '.$1ts'), `${wanted.href}.ts`, `${wanted.href}/index.ts`]
  return candidates.find((candidate) => candidate !== wanted.href && existsSync(fileURLToPath(candidate)))
}

export const load: LoadHook = async (url, context, next) => {
  if (!data?.transformer || !url.startsWith('file:') || !TYPESCRIPT.test(new URL(url).pathname)) {
    return next(url, context)
  }
  transformSync ??= ((await import(data.transformer)) as { transformSync: TransformSync }).transformSync
  const file = fileURLToPath(url)
  const { code, map, errors } = transformSync(file, await readFile(file, 'utf8'), { sourcemap: true, lang: 'ts' })
  const [error] = errors
  if (error) throw new SyntaxError(describe(error, file))
  const comment = map
    ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
    : ''
  return { format: file.endsWith('.cts') ? 'commonjs' : 'module', source: `${code}${comment}`, shortCircuit: true }
}

/** In the words of esbuild, which the judge understands: `/path/app.ts:3:14: ERROR: Expected …`. */
function describe({ message, loc }: ParseError, file: string): string {
  const [says = ''] = stripVTControlCharacters(message).split('\n')
  return `${file}:${loc?.line ?? 1}:${loc?.column ?? 0}: ERROR: ${says.replace(/^\[\w+\] /, '')}`
}
