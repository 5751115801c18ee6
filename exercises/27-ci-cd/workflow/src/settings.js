/** Where the service finds its database and its cache. Throws where one is missing. */
export function readSettings(env) {
  const { DATABASE_URL, REDIS_URL } = env
  if (!DATABASE_URL || !REDIS_URL) throw new Error('DATABASE_URL and REDIS_URL must be set')
  return { database: new URL(DATABASE_URL), redis: new URL(REDIS_URL) }
}
