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

/**
 * Structured logs: what happened, as data.
 *
 * 1. Each call writes one line: a JSON object and a newline. It holds `time` (ISO 8601, UTC, from `now`), `level` (the word),
 *    `service`, `message`, and the fields, beside each other. A field named like one of these four, or `requestId`, or
 *    `security`, is left out, at the top level of the line: nobody can forge them.
 * 2. Lines below `level` are not written. The order is debug, info, warn, error.
 * 3. `child` gives a log that adds its fields to every line. Children have children. A field of the call wins over one of the
 *    same name of the child, and a child's over its parent's. The parent is not changed, and changing the object afterwards
 *    changes nothing.
 * 4. Inside `inRequest` every line has `requestId`: also after an await, in a timer, in a callback of a timer or promise that was set up inside. Two
 *    requests at once never mix, and the inner of two nested ones wins until it ends. Outside there is no `requestId`.
 *    `inRequest` returns what `work` returns and throws what it throws.
 * 5. An Error, wherever it stands in the fields (as in `log.error('failed', { error })`; the types refuse an error in place of
 *    the fields), becomes an object with `name`, `message`, `stack`, its own enumerable fields
 *    (such as `code`; a `toJSON` of an error is not asked), and its `cause`, if it has one, in the same way.
 * 6. Where a key is `password`, `token`, `secret`, `authorization`, `cookie` or `apiKey`, at any depth, in arrays and errors and
 *    child fields too, the value becomes '[redacted]', whatever it was. Case, `-` and `_` do not matter: `API_KEY` and
 *    `api-key` count. Only whole keys count: `tokenCount` stays. The caller's objects are not changed.
 * 7. Logging never throws and loses no line: an object inside itself is written as '[circular]' (one that only stands in two
 *    places is written in both), a bigint as its digits in a string, a property that throws when it is read as
 *    '[unreadable]'. What has a `toJSON` method, such as a Date or a URL, is written as what that method gives. A `write` that
 *    throws does not reach the caller either.
 * 8. `security` writes at level 'warn' with `security: true`, whatever `level` is: nobody turns these off by accident.
 *
 * Fields of undefined are left out, as JSON does it (one with a secret's key may be redacted instead). You may build on pino, winston, or on nothing.
 *
 * @example
 * const { log, inRequest } = createLogging({ service: 'orders', write: (line) => process.stdout.write(line) })
 * inRequest('req-7', () => log.info('order placed', { orderId: 12, card: { token: 'tok_1' } }))
 * // {"time":"2026-03-09T12:00:00.000Z","level":"info","service":"orders","message":"order placed","requestId":"req-7",
 * //  "orderId":12,"card":{"token":"[redacted]"}}      (one line)
 */
export function createLogging({ write }: LoggingOptions): Logging {
  const line = (message: string) => write(`${message}\n`)
  const log: Log = {
    debug: line,
    info: line,
    warn: line,
    error: line,
    security: line,
    child: () => log,
  }
  return { log, inRequest: (_requestId, work) => work() }
}
