import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Problem } from '../../problem.ts'
import { startHost } from '../host-program.ts'
import type { IsolatedDatabase, RunningService, Service, StartOptions } from '../service.ts'
import { VARIABLES } from '../variables.ts'

const PACKAGE = 'oidc-provider'
const BOOT_MS = 20_000

/**
 * An OpenID provider on loopback. A run's address is the issuer of a provider of its own. It is the only way there is: at a
 * provider of the learner's own, no check could log in.
 */
export const oauth: Service = { name: 'oauth', variable: VARIABLES.oauth, start }

/** Stands in for Google and the like: a real provider, and none of theirs. undefined where the package is missing. */
export function oidcProvider(packageRoot: string): Pick<RunningService, 'label' | 'cannot'> | undefined {
  try {
    const entry = createRequire(join(packageRoot, 'package.json')).resolve(PACKAGE)
    const manifest = join(dirname(dirname(entry)), 'package.json')
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { label: `${PACKAGE} ${version} (real OpenID; its users are made up)`, cannot: [] }
  } catch {
    return undefined
  }
}

async function start({ packageRoot }: StartOptions): Promise<RunningService> {
  const found = oidcProvider(packageRoot)
  if (!found) throw new Problem(`The package ${PACKAGE} is not installed.`, 'Run npm install again.')
  const host = startHost({ packageRoot, file: 'oauth/oauth-host.ts', bootMs: BOOT_MS })
  const address = `http://127.0.0.1:${await host.port}/`
  const first = await open(address)
  return {
    url: first.url,
    how: 'embedded',
    ...found,
    isolate: () => open(address),
    stop: () => host.process.stop(),
  }
}

async function open(address: string): Promise<IsolatedDatabase> {
  const response = await fetch(address, { method: 'POST' })
  const { port } = (await response.json()) as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    async drop() {
      await fetch(`${address}${port}`, { method: 'DELETE' }).catch(() => undefined)
    },
  }
}
