import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { VARIABLES } from '../services/variables.ts'
import { serviceUrl } from './service.ts'

/** A way to a server that a check can cut and mend, freeze and thaw. */
export interface Detour {
  /** Where it begins, on 127.0.0.1. */
  port: number
  /** Open connections break, new ones are refused: as if the server were killed. */
  cut: () => Promise<void>
  mend: () => Promise<void>
  /** Nothing more comes through either way, while connections stay open and new ones are taken: as if it were stopped. */
  freeze: () => void
  /** What waited goes on. */
  thaw: () => void
}

/** A way to the service of this run. */
export interface ServiceDetour extends Detour {
  /** That of the service, by this way. */
  url: string
}

/**
 * Another address of a service of this run. What uses it can lose its server, which goes on for everybody else.
 *
 * @example
 * const redis = await detourTo('redis')
 * const store = openStore({ url: redis.url })
 * redis.freeze()
 */
export async function detourTo(name: keyof typeof VARIABLES): Promise<ServiceDetour> {
  const url = new URL(serviceUrl(name))
  const detour = await openDetour(url.hostname, Number(url.port || USUAL_PORTS[url.protocol]))
  url.hostname = '127.0.0.1'
  url.port = String(detour.port)
  return { ...detour, url: url.href }
}

const USUAL_PORTS: Record<string, number> = {
  'redis:': 6379,
  'mongodb:': 27017,
  'postgres:': 5432,
  'postgresql:': 5432,
}

/** A port of this machine that leads to another server, byte for byte. */
export async function openDetour(host: string, port: number): Promise<Detour> {
  const open = new Set<Socket>()
  let frozen = false
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ port, host, noDelay: true })
    for (const [from, to] of [[client, target] as const, [target, client] as const]) {
      open.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause()
      })
      from.on('end', () => to.end())
      to.on('drain', () => {
        if (!frozen) from.resume()
      })
      if (frozen) from.pause()
    }
  })
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  server.unref()
  const own = (server.address() as AddressInfo).port
  return {
    port: own,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
    async mend() {
      frozen = false
      await listen(own)
    },
    freeze() {
      frozen = true
      for (const socket of open) socket.pause()
    },
    thaw() {
      frozen = false
      for (const socket of open) socket.resume()
    },
  }
}
