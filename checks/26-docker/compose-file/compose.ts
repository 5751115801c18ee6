/** The learner's compose.yaml, with its variables put in. */
import { projectFiles } from 'backend-workbook/check'
import { parseDocument } from 'yaml'
import { readCommands } from '../dockerfile/shell.ts'
import { interpolate } from './interpolate.ts'

export type Fields = Record<string, unknown>

export interface Compose {
  services: Record<string, Fields>
  volumes: Fields
  networks: Fields
  secrets: Fields
  /** Why Compose refuses it. */
  errors: string[]
  /** Variables that are asked for and not there. */
  unset: string[]
}

export const PASSWORD = 'a-password-for-once'

/** @param env the variables of whoever starts it */
export function readCompose(env: Record<string, string> = { DB_PASSWORD: PASSWORD }): Compose {
  const text = projectFiles().find(({ path }) => path === 'compose.yaml')?.text ?? ''
  const document = parseDocument(text, { merge: true })
  const errors = document.errors.map(({ message }) => message.split('\n')[0] ?? '')
  const unset = new Set<string>()
  const context = { env, errors, unset }
  const file = fieldsOf(errors.length > 0 ? {} : replaceIn(document.toJS(), context))
  const services = Object.entries(fieldsOf(file['services'])).map(([name, service]) => [name, fieldsOf(service)])
  return {
    services: Object.fromEntries(services) as Record<string, Fields>,
    volumes: fieldsOf(file['volumes']),
    networks: fieldsOf(file['networks']),
    secrets: fieldsOf(file['secrets']),
    errors,
    unset: [...unset],
  }
}

interface Context {
  env: Record<string, string>
  errors: string[]
  unset: Set<string>
}

function replaceIn(value: unknown, context: Context): unknown {
  if (typeof value === 'string') return interpolate(value, context)
  if (Array.isArray(value)) return value.map((each) => replaceIn(each, context))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (name.startsWith('x-') ? [] : [[name, replaceIn(each, context)]])),
  )
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}

/** `environment`, as a map or as a list of `NAME=value`. */
export function environmentOf(service: Fields | undefined): Record<string, string> {
  const { environment } = service ?? {}
  const pairs = Array.isArray(environment)
    ? environment.map((line) => {
        const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(String(line)) ?? []
        return [name, value]
      })
    : Object.entries(fieldsOf(environment)).map(([name, value]) => [name, value === null ? '' : String(value)])
  return Object.fromEntries(pairs) as Record<string, string>
}

/** A text as a shell or exec form, as words. */
export function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  // A text is taken apart as a shell would, and no shell runs it.
  return typeof value === 'string' ? (readCommands(value)[0]?.words ?? []) : []
}
