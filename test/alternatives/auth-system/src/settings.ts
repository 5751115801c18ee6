const need = (name: string, leastBytes = 1): string => {
  const value = process.env[name] ?? ''
  if (Buffer.byteLength(value) >= leastBytes) return value
  console.error(`${name} is missing or too short`)
  process.exit(2)
}
const seconds = (name: string, otherwise: number) => Number(process.env[name] || otherwise)

export const settings = {
  port: Number(need('PORT')),
  database: need('DATABASE_URL'),
  smtp: need('SMTP_URL'),
  url: need('PUBLIC_URL'),
  friends: new Set((process.env['ALLOWED_ORIGINS'] ?? '').split(',').filter(Boolean)),
  accessKey: new TextEncoder().encode(need('ACCESS_TOKEN_SECRET', 32)),
  refreshKey: need('REFRESH_TOKEN_SECRET', 32),
  pepper: need('PASSWORD_PEPPER', 32),
  cost: Number(need('BCRYPT_COST')),
  admin: { email: need('ADMIN_EMAIL').toLowerCase(), password: need('ADMIN_PASSWORD') },
  oauth: { issuer: need('OAUTH_ISSUER'), id: need('OAUTH_CLIENT_ID'), secret: need('OAUTH_CLIENT_SECRET') },
  access: seconds('ACCESS_TOKEN_SECONDS', 900),
  refresh: seconds('REFRESH_TOKEN_SECONDS', 604_800),
  grace: seconds('REFRESH_GRACE_SECONDS', 10),
  reset: seconds('RESET_TOKEN_SECONDS', 1800),
  window: seconds('LIMIT_WINDOW_SECONDS', 900),
}
