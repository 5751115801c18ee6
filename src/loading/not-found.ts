import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Marks a place in a stack that is one of the source already. */
export const SOURCE_MARK = '?source'

/** Node finds nothing either in a folder whose path holds a backslash. */
export function isNotFound(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (/^(?:ERR_)?MODULE_NOT_FOUND$/.test(String(error.code))) return true
  return error.code === 'ERR_INVALID_MODULE_SPECIFIER' && /must not include encoded/.test(error.message)
}

/** Node says which file asked for what is not there. This adds the line, and for a package what can be done. */
export function withPlace(error: Error, specifier: string, parent: string | undefined): Error {
  if (!parent?.startsWith('file:')) return error
  const file = fileURLToPath(parent.replace(/\?.*$/, ''))
  const source = readIfThere(file)
  if (/^Cannot find package /.test(error.message)) error.message = packageMissing(specifier, basename(file))
  const quoted = [`'${specifier}'`, `"${specifier}"`].map((text) => source.indexOf(text)).filter((index) => index >= 0)
  if (quoted.length === 0) return error
  const before = source.slice(0, Math.min(...quoted)).split('\n')
  const place = `${parent.replace(/\?.*$/, '')}${SOURCE_MARK}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
  error.stack = `${error.name}: ${error.message}\n    at ${place}`
  return error
}

function packageMissing(specifier: string, file: string): string {
  return (
    `Cannot find package '${specifier}', which ${file} imports. Here are Node.js itself and the packages of the course; ` +
    'another one must be installed in your workbook (npm install).'
  )
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
