import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { startHost } from '../host-program.ts'
import type { IsolatedDatabase, RunningService, StartOptions } from '../service.ts'

const PACKAGE = 'js-redis-server'
const BOOT_MS = 10_000
/** Should it ever hang, the next run gets a new one. */
const ANSWER_MS = 10_000

const CANNOT = [
  'durability, replication, cluster and failover: one process, all data in memory',
  'the times and the memory that a real server takes, nor eviction: nothing is ever full',
  'users, and some commands: OBJECT, MEMORY, LATENCY, LCS, DEBUG',
]

/** Starts nothing. undefined where the package is missing. */
export function jsRedisServer(packageRoot: string): Pick<RunningService, 'label' | 'cannot'> | undefined {
  try {
    const require = createRequire(join(packageRoot, 'package.json'))
    // Its package.json is not among its exports.
    const manifest = join(require.resolve(PACKAGE), '..', '..', 'package.json')
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { label: `${PACKAGE} ${version}, a stand-in for Redis`, cannot: CANNOT }
  } catch {
    return undefined
  }
}

/** A server in JavaScript that real clients talk to, in a process of its own. @throws Error where it is not installed */
export async function startStandIn({ packageRoot }: StartOptions): Promise<RunningService> {
  const found = jsRedisServer(packageRoot)
  if (!found) throw new Error(`the package ${PACKAGE} is not installed: run npm install again`)
  const host = startHost({ packageRoot, file: 'redis/redis-host.ts', bootMs: BOOT_MS })
  const address = `http://127.0.0.1:${await host.port}/`
  const first = await open(address)
  return {
    url: first.url,
    how: 'emulator',
    ...found,
    isolate: () => open(address),
    stop: () => host.process.stop(),
  }
}

async function open(address: string): Promise<IsolatedDatabase> {
  const response = await fetch(address, { method: 'POST', signal: AbortSignal.timeout(ANSWER_MS) })
  const { port } = (await response.json()) as { port: number }
  return {
    url: `redis://127.0.0.1:${port}`,
    async drop() {
      const signal = AbortSignal.timeout(ANSWER_MS)
      await fetch(`${address}${port}`, { method: 'DELETE', signal }).catch(() => undefined)
    },
  }
}
