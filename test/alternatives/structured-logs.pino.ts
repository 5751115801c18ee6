/** pino writes the lines; what may stand in them is cleaned before it gets them. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { isBoxedPrimitive, isNativeError } from 'node:util/types'
import pino from 'pino'
import type {
  Fields,
  Level,
  Log,
  Logging,
  LoggingOptions,
} from '../../exercises/17-logging-and-monitoring/structured-logs.ts'

const SECRET = /^[-_]*(password|token|secret|authorization|cookie|apikey)[-_]*$/i
const OWN = ['time', 'level', 'service', 'message', 'requestId', 'security']

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/** The chain of objects above a value: a linked list, so that each branch has its own. */
interface Above {
  value: object
  next: Above | undefined
}

function isAbove(above: Above | undefined, value: object): boolean {
  for (let at = above; at; at = at.next) if (at.value === value) return true
  return false
}

function clean(value: unknown, key: string, above?: Above, jsonDone = false): unknown {
  switch (typeof value) {
    case 'bigint':
      return value.toString()
    case 'object':
    case 'function':
      if (value === null) return null
      if (isAbove(above, value)) return '[circular]'
      return attempt(() => cleanObject(value, key, above, jsonDone), '[unreadable]')
    case 'symbol':
      return undefined
    default:
      return value
  }
}

function cleanObject(value: object, key: string, above: Above | undefined, jsonDone: boolean): unknown {
  const here: Above = { value, next: above }
  const asError = isNativeError(value) || value instanceof Error
  if (!asError && !jsonDone && 'toJSON' in value && typeof value.toJSON === 'function') {
    const json: unknown = value.toJSON(key)
    return clean(json, key, json === value ? above : here, true)
  }
  if (typeof value === 'function') return undefined
  if (isBoxedPrimitive(value)) return clean(value.valueOf(), key, here)
  const read = (name: PropertyKey) =>
    attempt<{ value: unknown }>(() => ({ value: (value as Record<PropertyKey, unknown>)[name] }), {
      value: '[unreadable]',
    }).value
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_none, i) => clean(read(i), String(i), here))
  const names = new Set(Object.keys(value))
  if (asError) {
    for (const name of ['name', 'message', 'stack']) names.add(name)
    if (Object.hasOwn(value, 'cause')) names.add('cause')
  }
  const copy: Record<string, unknown> = Object.create(null)
  for (const name of names) {
    copy[name] = SECRET.test(name.replaceAll('-', '').replaceAll('_', ''))
      ? '[redacted]'
      : clean(read(name), name, here)
  }
  return copy
}

function cleanFields(fields: unknown): Fields {
  const copy = clean(fields, '')
  const result: Fields = Object.create(null)
  if (typeof copy !== 'object' || copy === null) return result
  for (const [name, value] of Object.entries(copy)) {
    if (!OWN.includes(name)) result[name] = value
  }
  return result
}

export function createLogging(options: LoggingOptions): Logging {
  const requests = new AsyncLocalStorage<[string]>()
  const time = () => attempt(() => (options.now?.() ?? new Date()).toISOString(), new Date().toISOString())

  const make = (level: Level, isSecurity: boolean) => {
    let fields: Fields = {}
    const logger = pino(
      {
        level,
        base: { service: options.service },
        messageKey: 'message',
        errorKey: '\0none',
        serializers: { err: (value) => value },
        timestamp: () => `,"time":"${time()}"`,
        formatters: { level: (label) => ({ level: label }) },
        // fields come in here, because pino takes some objects it is called with for requests and responses
        mixin: () => {
          const store = requests.getStore()
          return { ...(store && { requestId: String(store[0]) }), ...(isSecurity && { security: true }), ...fields }
        },
      },
      {
        write: (line) => {
          const result: unknown = attempt(() => options.write(line), undefined)
          if (result instanceof Promise) result.catch(() => {})
        },
      },
    )
    return (at: Level, message: string, given: Fields) => {
      fields = given
      logger[at](attempt(() => String(message), '[unreadable]'))
    }
  }
  const ordinary = make(options.level ?? 'info', false)
  const security = make('warn', true)

  class Node implements Log {
    readonly #fields: Fields
    constructor(fields: Fields) {
      this.#fields = fields
    }
    #with(fields: unknown): Fields {
      return Object.assign(Object.create(null), this.#fields, cleanFields(fields))
    }
    debug = (message: string, fields?: Fields) => ordinary('debug', message, this.#with(fields))
    info = (message: string, fields?: Fields) => ordinary('info', message, this.#with(fields))
    warn = (message: string, fields?: Fields) => ordinary('warn', message, this.#with(fields))
    error = (message: string, fields?: Fields) => ordinary('error', message, this.#with(fields))
    security = (event: string, fields?: Fields) => security('warn', event, this.#with(fields))
    child = (fields: Fields) => new Node(this.#with(fields))
  }

  return { log: new Node({}), inRequest: (requestId, work) => requests.run([requestId], work) }
}
