import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { frameAt } from './frame.ts'
import type { CodeFrame } from './verdict.ts'

/** Vite's parser: `[PARSE_ERROR] Expected …`, a frame, and the place in brackets. */
const VITE = /\[PARSE_ERROR\] ([^\n]+)[\s\S]*?\[ ?([^\n\]]+?):(\d+):(\d+) ?\]/
/** esbuild, through tsx: `/path/app.ts:3:14: ERROR: Expected …`. Where Node prints an error, its name stands in front. */
const ESBUILD = /^\s*(?:\w*Error(?: \[\w+\])?: )?(.+?):(\d+):(\d+): ERROR: (.+)$/m

/** What a parser said of a file that is not TypeScript, in one sentence and with the line; undefined for other errors. */
export function explainSyntaxError(message: string, base: string): { message: string; frame?: CodeFrame } | undefined {
  const text = stripVTControlCharacters(message)
  const [, viteSays, viteFile, viteLine, viteColumn] = VITE.exec(text) ?? []
  const [, file = viteFile, line = viteLine, column = viteColumn, says = viteSays] = ESBUILD.exec(text) ?? []
  if (file === undefined || says === undefined) return undefined
  const frame = frameAt(placeOf(file, base), Number(line), Number(column), base)
  return { message: `Syntax error: ${says.trim().replace(/\.?$/, '.')}`, ...(frame && { frame }) }
}

/** Parsers shorten paths in their own ways. */
function placeOf(file: string, base: string): string {
  const inBase = join(base, basename(file))
  return existsSync(inBase) ? inBase : resolve(file)
}
