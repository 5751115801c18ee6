import { startHost } from '../host-program.ts'
import type { IsolatedDatabase, RunningService, Service, StartOptions } from '../service.ts'
import { VARIABLES } from '../variables.ts'

const BOOT_MS = 10_000

/**
 * A payment gateway of ours on loopback, which speaks a part of Stripe's API. It is the only way there is: at a real
 * gateway, checks would need somebody's key.
 */
export const payments: Service = { name: 'payments', variable: VARIABLES.payments, start }

/** What it is, and what it is not. */
export const GATEWAY: Pick<RunningService, 'label' | 'cannot'> = {
  label: "a payment gateway of ours (a part of Stripe's API; no money moves)",
  cannot: ['real cards and banks', 'disputes, payouts and fees', 'the time that Stripe takes, and its limits'],
}

async function start({ packageRoot }: StartOptions): Promise<RunningService> {
  const host = startHost({ packageRoot, file: 'payments/payments-host.ts', bootMs: BOOT_MS })
  const address = `http://127.0.0.1:${await host.port}/`
  const first = await open(address)
  return {
    url: first.url,
    how: 'emulator',
    ...GATEWAY,
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
