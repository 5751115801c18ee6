const text = (name: string, otherwise = '') => process.env[name] || otherwise

const missing = [
  ...(text('DATABASE_URL') === '' ? ['DATABASE_URL is missing'] : []),
  ...(Buffer.byteLength(text('JWT_SECRET')) < 32 ? ['JWT_SECRET is missing or has fewer than 32 bytes'] : []),
]
if (missing.length > 0) {
  process.stderr.write(`${missing.join('\n')}\n`)
  process.exit(1)
}

export const settings = {
  port: Number(text('PORT', '3000')),
  host: text('HOST', '0.0.0.0'),
  database: text('DATABASE_URL'),
  redis: text('REDIS_URL', 'redis://127.0.0.1:6379'),
  gateway: new URL(text('PAYMENTS_URL', 'http://127.0.0.1:4242')),
  gatewayKey: text('PAYMENTS_KEY', 'sk_test_none'),
  webhookSecret: text('PAYMENTS_WEBHOOK_SECRET'),
  storage: text('S3_ENDPOINT', 'http://127.0.0.1:9000'),
  bucket: text('S3_BUCKET', 'markets'),
  tokenKey: new TextEncoder().encode(text('JWT_SECRET')),
  bcryptCost: Number(text('BCRYPT_COST', '12')),
}
