import { z } from 'zod'

export type Config = ReturnType<typeof readConfig>

const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, 'must have 32 bytes or more')
const seconds = (byDefault: number) => z.coerce.number().positive().default(byDefault)

const environment = z.object({
  PORT: z.coerce.number().int().max(65_535).default(3000),
  DATABASE_URL: z.string().min(1),
  SMTP_URL: z.string().min(1),
  PUBLIC_URL: z.string().min(1),
  ALLOWED_ORIGINS: z.string().default(''),
  ACCESS_TOKEN_SECRET: secret,
  REFRESH_TOKEN_SECRET: secret,
  PASSWORD_PEPPER: secret,
  BCRYPT_COST: z.coerce.number().int().min(4).max(14).default(12),
  ADMIN_EMAIL: z.string(),
  ADMIN_PASSWORD: z.string(),
  OAUTH_ISSUER: z.string().min(1),
  OAUTH_CLIENT_ID: z.string().min(1),
  OAUTH_CLIENT_SECRET: z.string().min(1),
  ACCESS_TOKEN_SECONDS: seconds(900),
  REFRESH_TOKEN_SECONDS: seconds(604_800),
  REFRESH_GRACE_SECONDS: seconds(10),
  RESET_TOKEN_SECONDS: seconds(1800),
  LIMIT_WINDOW_SECONDS: seconds(900),
})

/**
 * What the service needs to know from outside, read once.
 * @throws Error that names the variables which are missing or wrong, and no value
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const { data, error } = environment.safeParse(env)
  if (!data) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  return {
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    smtpUrl: data.SMTP_URL,
    publicUrl: data.PUBLIC_URL,
    allowedOrigins: data.ALLOWED_ORIGINS.split(',').filter(Boolean),
    secrets: { access: data.ACCESS_TOKEN_SECRET, refresh: data.REFRESH_TOKEN_SECRET, pepper: data.PASSWORD_PEPPER },
    bcryptCost: data.BCRYPT_COST,
    admin: { email: data.ADMIN_EMAIL, password: data.ADMIN_PASSWORD },
    oauth: { issuer: data.OAUTH_ISSUER, clientId: data.OAUTH_CLIENT_ID, secret: data.OAUTH_CLIENT_SECRET },
    seconds: {
      access: data.ACCESS_TOKEN_SECONDS,
      refresh: data.REFRESH_TOKEN_SECONDS,
      grace: data.REFRESH_GRACE_SECONDS,
      reset: data.RESET_TOKEN_SECONDS,
      limitWindow: data.LIMIT_WINDOW_SECONDS,
    },
  }
}
