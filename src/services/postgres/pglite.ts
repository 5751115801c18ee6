import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { startHost } from '../host-program.ts'
import type { Leashed } from '../leash.ts'
import type { IsolatedDatabase, RunningService, StartOptions } from '../service.ts'

const PACKAGE = '@electric-sql/pglite'
/** Making the first database takes it four seconds, and five times that on a machine that is busy. */
const BOOT_MS = 60_000

export const PGLITE = {
  label: 'PGlite (PostgreSQL in WebAssembly)',
  cannot: [
    'work of several connections at once, which here take turns',
    'what a session has of its own, which here they share',
  ],
}

/**
 * PostgreSQL in WebAssembly, in a process of ours. It holds one database and one session, so that every run gets a
 * process of its own, and the next one is started while the last is used.
 */
export async function startPglite({ packageRoot, cache }: StartOptions): Promise<RunningService> {
  const template = cache && join(cache, `pglite-${versionOf(packageRoot)}.tar`)
  const all = new Set<Leashed>()
  const options = { packageRoot, file: 'postgres/pglite-host.ts', args: template ? [template] : [], bootMs: BOOT_MS }
  const boot = async () => {
    const host = startHost(options)
    all.add(host.process)
    return { process: host.process, url: `postgres://postgres@127.0.0.1:${await host.port}/postgres` }
  }
  const first = await boot()
  let next: ReturnType<typeof boot> | undefined = Promise.resolve(first)
  return {
    url: first.url,
    how: 'emulator',
    ...PGLITE,
    async isolate(): Promise<IsolatedDatabase> {
      const ready = next ?? boot()
      next = undefined
      const host = await ready
      return {
        url: host.url,
        async drop() {
          all.delete(host.process)
          next ??= boot()
          next.catch(() => {
            next = undefined
          })
          await host.process.stop()
        },
      }
    },
    async stop() {
      await Promise.all([...all].map((host) => host.stop()))
    },
  }
}

/** @throws Error when it is not installed */
function versionOf(packageRoot: string): string {
  const entry = createRequire(join(packageRoot, 'package.json')).resolve(PACKAGE)
  const manifest = join(dirname(dirname(entry)), 'package.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
