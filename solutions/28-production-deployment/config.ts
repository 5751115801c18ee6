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
type Value = string | number | boolean | undefined
export type Settings = Readonly<Record<string, Value>>

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

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
 * Reads all settings once, when the process starts.
 *
 * @throws ConfigError with all that is wrong, at once and without secrets
 */
export function loadSettings(schema: Schema, env: Record<string, string | undefined> = process.env): Settings {
  const isProduction = env['NODE_ENV'] === 'production'
  const settings: Record<string, Value> = {}
  const problems: string[] = []
  for (const [name, setting] of Object.entries(schema)) {
    const text = env[setting.env]
    const value = text ? parse(text, setting) : isProduction ? undefined : setting.default
    if (text && value === undefined) problems.push(wrong(text, setting))
    else if (value === undefined && !setting.optional) problems.push(`${setting.env} is missing`)
    // What cannot be enumerated is left out by JSON.stringify, by a spread, and by console.log.
    Object.defineProperty(settings, name, { value, enumerable: !setting.secret })
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(settings)
}

/** Undefined where the text is no such value. */
function parse(text: string, { type, min = -Infinity, max = Infinity, values = [] }: Setting): Value {
  switch (type) {
    case 'text':
      return text
    case 'integer': {
      const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
      return Number.isSafeInteger(number) && number >= min && number <= max ? number : undefined
    }
    case 'boolean':
      return BOOLEANS.get(text)
    case 'url':
      return URL.canParse(text) ? text : undefined
    case 'choice':
      return values.includes(text) ? text : undefined
  }
}

function wrong(text: string, { env, type, min, max, values, secret }: Setting): string {
  const bounds = [min !== undefined && `from ${min}`, max !== undefined && `up to ${max}`].filter(Boolean).join(' ')
  const wanted = {
    ...{ text: 'a text', boolean: 'true or false', url: 'a URL', choice: `one of ${values?.join(', ')}` },
    integer: bounds ? `an integer ${bounds}` : 'an integer',
  }[type]
  return `${env} must be ${wanted}${secret ? '' : `, not "${text}"`}`
}
