import { hostProgram } from '../host-program.ts'
import { type Leashed, spawnLeashed } from '../leash.ts'
import type { RunningService, StartOptions } from '../service.ts'
import { isolatedDatabase } from './isolate.ts'
import { oneCommand } from './one-command.ts'

const BOOT_MS = 10_000

export const EMULATED = {
  label: 'the built-in stand-in for MongoDB',
  cannot: [
    'durability: all data is in memory',
    'several servers: no failover, no replication lag, no sharding',
    'users and roles, geospatial, wildcard and hashed indexes, collations, views, time series',
    'the times that a real server takes',
  ],
}

/** Our own server, in a process of its own, with all data in memory. */
export async function startEmulated({ packageRoot }: StartOptions): Promise<RunningService> {
  const host = spawnLeashed(process.execPath, hostProgram(packageRoot, 'mongodb/mongodb-host.ts'), {
    stopSignal: 'SIGKILL',
  })
  const port = await portOf(host)
  const url = `mongodb://127.0.0.1:${port}/`
  return {
    url,
    how: 'emulator',
    ...EMULATED,
    isolate: async () => isolatedDatabase(url, (name) => oneCommand(port, { dropDatabase: 1, $db: name })),
    stop: () => host.stop(),
  }
}

function portOf(host: Leashed): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => void host.stop(), BOOT_MS)
    host.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const port = /^port (\d+)$/m.exec(said)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    })
    void host.ended.then(() => {
      clearTimeout(timer)
      reject(new Error(`it did not start: ${said.trim().slice(-2000)}`))
    })
  })
}
