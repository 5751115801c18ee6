/** How a setting is read from the environment. */
export interface Setting {
  /** The name of its variable: `PORT`. */
  env: string
  type: 'text' | 'integer' | 'boolean' | 'url' | 'choice'
  /** Of an integer: the smallest and the largest that are allowed. */
  min?: number
  max?: number
  /** Of a choice: the texts that are allowed. */
  values?: readonly string[]
  /** Where production does not run, it is taken if the variable is missing. Already of the right type. */
  default?: string | number | boolean
  /** It may be missing everywhere; then it is undefined. */
  optional?: boolean
  /** Nobody may see its value by accident. */
  secret?: boolean
}

export type Schema = Record<string, Setting>
export type Settings = Readonly<Record<string, string | number | boolean | undefined>>

/** What is wrong with the environment: one text for each setting, in the order of the schema. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads all settings once, when the process starts. A process with wrong settings must not start.
 *
 * 1. Values have the type of their setting:
 *    - `text` is the text as it is, with blanks.
 *    - `integer` is a decimal integer, from `min` to `max` where these are given, both included. `8080`, `-5` and `007` are some. `80.5`, `8080x`, `0x10`,
 *      `1e3`, ` 80`, `Infinity` and what a number cannot hold exactly (`9007199254740993`) are none.
 *    - `boolean` is true for `true` and `1`, false for `false` and `0`. Nothing else is one, `yes` neither.
 *    - `url` is what `new URL` takes. The setting is the text as it is. A schema like `postgres:` may be any.
 *    - `choice` is one of `values`, in exactly this spelling.
 * 2. `0` and `false` are values, as good as others. A variable that is empty (`PORT=`) is missing, as if it was not there.
 * 3. If the variable is missing and NODE_ENV is not `production`, the `default` is taken, also where it is 0, false or ''.
 * 4. If NODE_ENV is `production`, no default is taken. What is missing then is a problem, unless it is optional: that is undefined then.
 *    Elsewhere, what has no default and is not optional is a problem as well.
 * 5. If there are problems, it throws a ConfigError with all of them at once. Each problem names the variable.
 * 6. No value of a secret is in the error: not in its message, its problems, its stack, or anything it holds, such as a `cause`.
 *    For all other settings, the problem holds the value that was found, if any: `PORT must be an integer, not "80x"`.
 * 7. The settings are frozen, and do not change when the environment changes. They have one property for each setting of the schema.
 * 8. A secret is read as usual, `settings.paymentsKey`. But `JSON.stringify(settings)`, `{ ...settings }` and what `console.log(settings)` prints do not show it.
 *
 * @example
 * const schema = {
 *   port: { env: 'PORT', type: 'integer', min: 0, max: 65535, default: 3000 },
 *   paymentsKey: { env: 'PAYMENTS_KEY', type: 'text', secret: true },
 * } as const
 * loadSettings(schema, { PAYMENTS_KEY: 'key_1' }).port // 3000
 * loadSettings(schema, { NODE_ENV: 'production' }) // ConfigError: PORT is missing, PAYMENTS_KEY is missing
 */
export function loadSettings(schema: Schema, env: Record<string, string | undefined> = process.env): Settings {
  return Object.fromEntries(Object.entries(schema).map(([name, { env: variable }]) => [name, env[variable]]))
}
