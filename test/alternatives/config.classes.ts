import { z } from 'zod'

interface Setting {
  env: string
  type: 'text' | 'integer' | 'boolean' | 'url' | 'choice'
  min?: number
  max?: number
  values?: readonly string[]
  default?: string | number | boolean
  optional?: boolean
  secret?: boolean
}

export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`This environment will not do. ${problems.join('; ')}`)
    this.problems = problems
  }
}

function parserOf(setting: Setting): z.ZodType<string | number | boolean> {
  switch (setting.type) {
    case 'text':
      return z.string()
    case 'boolean':
      return z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')
    case 'url':
      return z.string().refine((text) => URL.canParse(text))
    case 'choice':
      return z.enum([...(setting.values ?? [])] as [string, ...string[]])
    case 'integer':
      return z
        .string()
        .regex(/^-?[0-9]+$/)
        .refine((text) => !text.includes('\n'))
        .transform(Number)
        .pipe(
          z
            .int()
            .min(setting.min ?? Number.MIN_SAFE_INTEGER)
            .max(setting.max ?? Number.MAX_SAFE_INTEGER),
        )
  }
}

/** Secrets are read through accessors of the prototype, so that no logger meets them. */
export function loadSettings(
  schema: Record<string, Setting>,
  env: Record<string, string | undefined> = process.env,
): Readonly<Record<string, string | number | boolean | undefined>> {
  const problems: string[] = []
  const settings = Object.create(null) as Record<string, string | number | boolean | undefined>
  for (const [name, setting] of Object.entries(schema)) {
    const found = env[setting.env]
    let value: string | number | boolean | undefined
    if (found === undefined || found === '') {
      if (env['NODE_ENV'] !== 'production') value = setting.default
      if (value === undefined && setting.optional !== true) problems.push(`${setting.env}: missing`)
    } else {
      const { data, success } = parserOf(setting).safeParse(found)
      if (success) value = data
      else problems.push(`${setting.env}: no ${setting.type}${setting.secret ? '' : ` (${found})`}`)
    }
    if (setting.secret) Object.defineProperty(settings, name, { get: () => value, enumerable: false })
    else settings[name] = value
  }
  if (problems.length) throw new ConfigError(Object.freeze(problems))
  return Object.freeze(settings)
}
