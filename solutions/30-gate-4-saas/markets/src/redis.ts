import { Redis } from 'ioredis'

export const PATIENCE_MS = 300
const SOON_MS = 200

/** For what can do without: a command fails at once where Redis is away, and after a moment where it says nothing. */
export function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => SOON_MS,
  })
  redis.on('error', () => undefined)
  return redis
}
