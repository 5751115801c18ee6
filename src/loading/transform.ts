/** What oxc makes of TypeScript: JavaScript without the types, and the way back to the source. */
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { nativeBinding } from './native-binding.ts'

export interface Transformed {
  code: string
  map: SourceMapPayload
}

interface OxcResult {
  code: string
  map?: SourceMapPayload
  /** A label's start counts bytes. */
  errors: { message: string; labels?: { start: number }[] }[]
}

type TransformSync = (file: string, source: string, options: { sourcemap: boolean; lang: 'ts' }) => OxcResult

let transformSync: TransformSync | undefined
const maps = new Map<string, SourceMapPayload | SourceMap>()

/** Loads the native code now, so that it is there when the first file comes. */
export function loadTransformer(packageRoot: string): TransformSync {
  transformSync ??= nativeBinding<{ transformSync: TransformSync }>(packageRoot, 'oxc-transform').transformSync
  return transformSync
}

/** @throws SyntaxError in the words `/path/app.ts:3:14: ERROR: Expected …` */
export function transformFile(file: string, packageRoot: string): Transformed {
  const source = readFileSync(file, 'utf8')
  const { code, map, errors } = loadTransformer(packageRoot)(file, source, { sourcemap: true, lang: 'ts' })
  const [error] = errors
  if (error || !map) {
    throw new SyntaxError(`${placeOf(file, source, error?.labels?.[0]?.start ?? 0)}: ERROR: ${error?.message}`)
  }
  maps.set(file, map)
  return { code, map }
}

/** Where a place in transformed code is in the source; lines and columns count from 1. */
export function sourcePosition(
  file: string,
  line: number,
  column: number,
): { line: number; column: number } | undefined {
  const known = maps.get(file)
  if (!known) return undefined
  const map = known instanceof SourceMap ? known : new SourceMap(known)
  maps.set(file, map)
  const entry = map.findEntry(line - 1, column - 1)
  return 'originalLine' in entry ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 } : undefined
}

/** Line from 1, column from 0. */
function placeOf(file: string, source: string, bytes: number): string {
  const before = Buffer.from(source).subarray(0, bytes).toString().split('\n')
  return `${file}:${before.length}:${before.at(-1)?.length ?? 0}`
}
