import type { Service, ServiceName } from './service.ts'

/** Where the address of a service is, in the processes of a run. Services that are not here have none. */
export const VARIABLES = {
  postgres: 'DATABASE_URL',
  'postgres-replica': 'REPLICA_URL',
  mongodb: 'MONGODB_URI',
  redis: 'REDIS_URL',
  smtp: 'SMTP_URL',
  oauth: 'OAUTH_ISSUER',
  payments: 'PAYMENTS_URL',
  s3: 'S3_ENDPOINT',
  llm: 'LLM_URL',
} as const satisfies Partial<Record<ServiceName, Service['variable']>>

/** Where the checks of a run read the mails that arrived. A learner's code needs only the address to send to. */
export const MAILBOX_VARIABLE = 'COURSE_MAILBOX'

/** Where the checks of a run see what its object store holds, and order faults. */
export const STORE_VARIABLE = 'COURSE_S3'

/** What else an address of S3 needs: it is set with it. */
export const S3_VARIABLES = ['S3_BUCKET', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const

/** The primary of the replica that REPLICA_URL leads to. */
export const PRIMARY_VARIABLE = 'PRIMARY_URL'
