import type { Service, ServiceName } from './service.ts'

/** Where the address of a service is, in the processes of a run. Services that are not here have none. */
export const VARIABLES = {
  postgres: 'DATABASE_URL',
  mongodb: 'MONGODB_URI',
  redis: 'REDIS_URL',
} as const satisfies Partial<Record<ServiceName, Service['variable']>>
