import { startHost } from '../host-program.ts'
import type { IsolatedDatabase, RunningService, Service, StartOptions } from '../service.ts'
import { VARIABLES } from '../variables.ts'

const BOOT_MS = 10_000

/**
 * A stand-in of ours for a language model, on loopback. It is the only way there is: a real one would cost money, need
 * somebody's key and the network, and say something else each time.
 */
export const llm: Service = { name: 'llm', variable: VARIABLES.llm, start }

/** What it is, and what it is not. */
export const STAND_IN_MODEL: Pick<RunningService, 'label' | 'cannot'> = {
  label: 'a stand-in of ours for a language model (slow, streams, counts tokens; understands nothing)',
  cannot: ['what a real model would answer', 'its speed, its prices and its way of counting tokens'],
}

async function start({ packageRoot }: StartOptions): Promise<RunningService> {
  const host = startHost({ packageRoot, file: 'llm/llm-host.ts', bootMs: BOOT_MS })
  const address = `http://127.0.0.1:${await host.port}/`
  const first = await open(address)
  return {
    url: first.url,
    how: 'emulator',
    ...STAND_IN_MODEL,
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
