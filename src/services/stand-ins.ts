import { EMULATED } from './mongodb/emulated.ts'
import { findDownloaded } from './mongodb/mongod.ts'
import { findPackage } from './postgres/binaries.ts'
import { PGLITE } from './postgres/pglite.ts'
import type { StartOptions } from './service.ts'

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
  if (id !== 'postgres') return undefined
  const embedded = findPackage(packageRoot)
  if (!embedded) return PGLITE
  return { label: `PostgreSQL ${/^\d+\.\d+/.exec(embedded.version)?.[0] ?? ''} (embedded)`, cannot: [] }
}
