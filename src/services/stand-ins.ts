import { STAND_IN_MODEL } from './llm/service.ts'
import { EMULATED } from './mongodb/emulated.ts'
import { findDownloaded } from './mongodb/mongod.ts'
import { oidcProvider } from './oauth/service.ts'
import { GATEWAY } from './payments/service.ts'
import { findPackage } from './postgres/binaries.ts'
import { PGLITE } from './postgres/pglite.ts'
import { jsRedisServer } from './redis/stand-in.ts'
import { S3_EMULATED } from './s3/service.ts'
import type { StartOptions } from './service.ts'
import { smtpServer } from './smtp/service.ts'

/** What is used where a machine has neither an address nor a program. */
export interface StandIn {
  label: string
  /** As in `RunningService`. */
  cannot: string[]
}

/** Starts nothing: it says what would be started. undefined where there is no stand-in. */
export function standInFor(id: string, env: StartOptions['env'], packageRoot: string): StandIn | undefined {
  if (id === 'mongodb') {
    const downloaded = findDownloaded(env, packageRoot)
    return downloaded === undefined ? EMULATED : { label: downloaded, cannot: [] }
  }
  if (id === 'redis') return jsRedisServer(packageRoot)
  if (id === 'smtp') return smtpServer(packageRoot)
  if (id === 'oauth') return oidcProvider(packageRoot)
  // Nothing that could be installed would show more.
  if (id === 'payments') return { label: GATEWAY.label, cannot: [] }
  if (id === 's3') return { label: S3_EMULATED.label, cannot: [] }
  if (id === 'llm') return { label: STAND_IN_MODEL.label, cannot: [] }
  if (id !== 'postgres') return undefined
  const embedded = findPackage(packageRoot)
  if (!embedded) return PGLITE
  return { label: `PostgreSQL ${/^\d+\.\d+/.exec(embedded.version)?.[0] ?? ''} (embedded)`, cannot: [] }
}
