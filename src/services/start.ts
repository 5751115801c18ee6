import { Problem } from '../problem.ts'
import type { Service, ServiceName } from './service.ts'

/** Every service there can be; a loader for those that this version can start. Loaded when an exercise asks. */
const SERVICES: Record<ServiceName, (() => Promise<Service>) | undefined> = {
  postgres: async () => (await import('./postgres/service.ts')).postgres,
  'postgres-replica': async () => (await import('./postgres-replica/service.ts')).postgresReplica,
  mongodb: async () => (await import('./mongodb/service.ts')).mongodb,
  oauth: async () => (await import('./oauth/service.ts')).oauth,
  llm: async () => (await import('./llm/service.ts')).llm,
  payments: async () => (await import('./payments/service.ts')).payments,
  redis: async () => (await import('./redis/service.ts')).redis,
  s3: async () => (await import('./s3/service.ts')).s3,
  smtp: async () => (await import('./smtp/service.ts')).smtp,
  nginx: undefined,
}

/** @throws Problem when this version cannot start such a service */
export async function loadService(name: ServiceName): Promise<Service> {
  const load = SERVICES[name]
  if (load) return load()
  throw new Problem(
    `This exercise needs ${name}, and this version of the course cannot start it yet.`,
    'Do the other exercises first, and update the course: npm install backend-workbook@latest',
  )
}
