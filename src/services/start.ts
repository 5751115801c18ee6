import { Problem } from '../problem.ts'
import type { Service, ServiceName } from './service.ts'

/** Every service there can be; a loader for those that this version can start. Loaded when an exercise asks. */
const SERVICES: Record<ServiceName, (() => Promise<Service>) | undefined> = {
  postgres: async () => (await import('./postgres/service.ts')).postgres,
  mongodb: async () => (await import('./mongodb/service.ts')).mongodb,
  redis: undefined,
  s3: undefined,
  smtp: undefined,
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
