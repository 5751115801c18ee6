import { invalid } from './api-error.ts'
import type { Params } from './form.ts'
import type { Metadata } from './objects.ts'

const MOST_KEYS = 50
const LONGEST_KEY = 40
const LONGEST_VALUE = 500

/** @throws ApiError for a parameter that is not among the names */
export function onlyKnown(params: Params, names: string[]): void {
  const unknown = Object.keys(params).find((name) => !names.includes(name) && name !== 'expand')
  if (unknown !== undefined) {
    throw invalid(`Received unknown parameter: ${unknown}`, 'parameter_unknown', unknown)
  }
}

/** undefined where it was not sent, or is empty. */
export function textOf(params: Params, name: string): string | undefined {
  const value = params[name]
  if (typeof value === 'object') throw invalid(`Invalid string: ${name}`, undefined, name)
  return value === '' ? undefined : value
}

export function required(params: Params, name: string): string {
  const value = textOf(params, name)
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, 'parameter_missing', name)
  return value
}

export function oneOf<T extends string>(params: Params, name: string, allowed: readonly T[]): T | undefined {
  const value = textOf(params, name)
  const found = allowed.find((each) => each === value)
  if (value === undefined || found !== undefined) return found
  throw invalid(`Invalid ${name}: must be one of ${allowed.join(', ')}`, undefined, name)
}

/** What was there, with what was sent on top; an empty value takes a key away. */
export function readMetadata(params: Params, before: Metadata = {}): Metadata {
  const sent = params['metadata']
  if (sent === undefined) return before
  if (typeof sent === 'string') {
    if (sent === '') return {}
    throw invalid('Invalid object: metadata', undefined, 'metadata')
  }
  const metadata: Metadata = { ...before }
  for (const [key, value] of Object.entries(sent)) {
    if (typeof value !== 'string') throw invalid(`Invalid string: metadata[${key}]`, undefined, 'metadata')
    if (key.length > LONGEST_KEY || value.length > LONGEST_VALUE) {
      const limits = `keys may have ${LONGEST_KEY} characters and values ${LONGEST_VALUE}`
      throw invalid(`Metadata ${limits}.`, undefined, 'metadata')
    }
    if (value === '') delete metadata[key]
    else metadata[key] = value
  }
  if (Object.keys(metadata).length > MOST_KEYS) {
    throw invalid(`Metadata can have up to ${MOST_KEYS} keys.`, undefined, 'metadata')
  }
  return metadata
}
