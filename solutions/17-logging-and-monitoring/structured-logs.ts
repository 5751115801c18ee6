import { AsyncLocalStorage } from 'node:async_hooks'

export type Level = 'debug' | 'info' | 'warn' | 'error'

/** What a line says besides its message. Any value may come: what callers pass is not always what they meant to pass. */
export type Fields = Record<string, unknown>

export interface LoggingOptions {
  /** Gets each line as text, with the newline at its end. */
  write: (line: string) => void
  /** The name of the program, in every line. */
  service: string
  /** The lowest level that is written. Default 'info'. */
  level?: Level
  /** The clock. Default: now. */
  now?: () => Date
}

export interface Log {
  debug: (message: string, fields?: Fields) => void
  info: (message: string, fields?: Fields) => void
  warn: (message: string, fields?: Fields) => void
  error: (message: string, fields?: Fields) => void
  /** A security event, such as a failed login. */
  security: (event: string, fields?: Fields) => void
  /** A log of its own whose lines all carry these fields. */
  child: (fields: Fields) => Log
}

export interface Logging {
  log: Log
  /** Runs `work`. All lines that are logged meanwhile, by any log of this Logging, carry this id. */
  inRequest: <T>(requestId: string, work: () => T) => T
}

const LEVELS: Level[] = ['debug', 'info', 'warn', 'error']
const OURS = new Set(['time', 'level', 'service', 'message', 'requestId', 'security'])
const SECRETS = new Set(['password', 'token', 'secret', 'authorization', 'cookie', 'apikey'])

export function createLogging(options: LoggingOptions): Logging {
  const { write, service, level: lowest = 'info', now = () => new Date() } = options
  const requests = new AsyncLocalStorage<string>()

  const put = (level: Level, message: string, fields: Fields, security?: true) => {
    const requestId = requests.getStore()
    const line = { time: now().toISOString(), level, service, message, requestId, security }
    try {
      write(`${JSON.stringify({ ...line, ...withoutOurs(fields) })}\n`)
    } catch {
      // A full disk must not fail the request that wanted to say something.
    }
  }

  const logWith = (own: Fields): Log => {
    const at = (level: Level) => (message: string, fields?: Fields) => {
      if (LEVELS.indexOf(level) >= LEVELS.indexOf(lowest)) put(level, message, join(own, fields))
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      security: (event, fields) => put('warn', event, join(own, fields), true),
      child: (fields) => logWith(join(own, fields)),
    }
  }

  return { log: logWith({}), inRequest: (requestId, work) => requests.run(requestId, work) }
}

/** Written out at once: what is logged is what the fields were at that moment. */
function join(own: Fields, fields: Fields = {}): Fields {
  return { ...own, ...propertiesOf(fields, new Set([fields])) }
}

function withoutOurs(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !OURS.has(key)))
}

/** A copy that JSON can write, without secrets. `above`: the objects that this value lies in. */
function written(value: unknown, above: Set<object>): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (above.has(value)) return '[circular]'
  const inside = new Set([...above, value])
  if (value instanceof Error) return errorOf(value, inside)
  if ('toJSON' in value && typeof value.toJSON === 'function') return written(value.toJSON(), inside)
  if (Array.isArray(value)) return value.map((item) => written(item, inside))
  return propertiesOf(value, inside)
}

function errorOf(error: Error, inside: Set<object>): Fields {
  const { name, message, stack } = error
  const cause = 'cause' in error ? { cause: written(error.cause, inside) } : {}
  return { name, message, stack, ...propertiesOf(error, inside), ...cause }
}

function propertiesOf(value: object, inside: Set<object>): Fields {
  return Object.fromEntries(Object.keys(value).map((key) => [key, property(value, key, inside)]))
}

function property(value: object, key: string, inside: Set<object>): unknown {
  if (SECRETS.has(key.toLowerCase().replace(/[-_]/g, ''))) return '[redacted]'
  try {
    return written(Reflect.get(value, key), inside)
  } catch {
    return '[unreadable]'
  }
}
