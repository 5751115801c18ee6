import { startHost } from '../host-program.ts'
import type { RunningService, StartOptions } from '../service.ts'
import { isolatedDatabase } from './isolate.ts'
import { oneCommand } from './one-command.ts'

const BOOT_MS = 10_000

export const EMULATED = {
  label: 'the built-in stand-in for MongoDB',
  cannot: [
    'durability: all data is in memory',
    'several servers: no failover, no replication lag, no sharding',
    'users and roles, geospatial, wildcard and hashed indexes, capped and time series collections',
    'the times that a real server takes',
  ],
}

/** Our own server, in a process of its own, with all data in memory. */
export async function startEmulated({ packageRoot }: StartOptions): Promise<RunningService> {
  const host = startHost({ packageRoot, file: 'mongodb/mongodb-host.ts', bootMs: BOOT_MS })
  const port = await host.port
  const url = `mongodb://127.0.0.1:${port}/`
  return {
    url,
    how: 'emulator',
    ...EMULATED,
    isolate: async () => isolatedDatabase(url, (name) => oneCommand(port, { dropDatabase: 1, $db: name })),
    stop: () => host.process.stop(),
  }
}
