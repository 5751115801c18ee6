import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Problem } from '../../problem.ts'
import { startHost } from '../host-program.ts'
import type { IsolatedDatabase, RunningService, Service, StartOptions } from '../service.ts'
import { MAILBOX_VARIABLE, VARIABLES } from '../variables.ts'

const PACKAGE = 'smtp-server'
const BOOT_MS = 10_000

/**
 * Mail: a real SMTP server on loopback that keeps what it gets. It is the only way there is. An SMTP_URL of the
 * learner's own is left alone, for what an exercise sends there might reach people.
 */
export const smtp: Service = { name: 'smtp', variable: VARIABLES.smtp, start }

/** undefined where the package is missing. */
export function smtpServer(packageRoot: string): Pick<RunningService, 'label' | 'cannot'> | undefined {
  try {
    const manifest = createRequire(join(packageRoot, 'package.json')).resolve(`${PACKAGE}/package.json`)
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { label: `${PACKAGE} ${version} (real SMTP; mails are kept and go nowhere)`, cannot: [] }
  } catch {
    return undefined
  }
}

async function start({ packageRoot }: StartOptions): Promise<RunningService> {
  const found = smtpServer(packageRoot)
  if (!found) throw new Problem(`The package ${PACKAGE} is not installed.`, 'Run npm install again.')
  const host = startHost({ packageRoot, file: 'smtp/smtp-host.ts', bootMs: BOOT_MS })
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
  const own = `${address}${port}`
  return {
    url: `smtp://127.0.0.1:${port}`,
    env: { [MAILBOX_VARIABLE]: own },
    async drop() {
      await fetch(own, { method: 'DELETE' }).catch(() => undefined)
    },
  }
}
