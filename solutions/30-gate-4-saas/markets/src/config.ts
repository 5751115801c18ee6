import { z } from 'zod'

export type Config = ReturnType<typeof readConfig>

const text = z.string().min(1)

const environment = z.object({
  PORT: z.coerce.number().int().max(65_535).default(3000),
  HOST: text.default('0.0.0.0'),
  DATABASE_URL: text,
  REDIS_URL: text,
  PAYMENTS_URL: text,
  PAYMENTS_KEY: text,
  PAYMENTS_WEBHOOK_SECRET: text,
  S3_ENDPOINT: text,
  S3_BUCKET: text,
  JWT_SECRET: z.string().refine((secret) => Buffer.byteLength(secret) >= 32, 'must have 32 bytes or more'),
  BCRYPT_COST: z.coerce.number().int().min(4).max(14).default(12),
})

/**
 * What an instance needs to know from outside, read once.
 * @throws Error that names the variables which are missing or wrong, and no value
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const { data, error } = environment.safeParse(env)
  if (!data) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    payments: { url: data.PAYMENTS_URL, key: data.PAYMENTS_KEY, webhookSecret: data.PAYMENTS_WEBHOOK_SECRET },
    storage: { endpoint: data.S3_ENDPOINT, bucket: data.S3_BUCKET },
    jwtSecret: data.JWT_SECRET,
    bcryptCost: data.BCRYPT_COST,
  }
}
