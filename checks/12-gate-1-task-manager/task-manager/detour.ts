import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The way to the database, which a check can cut and mend. */
export interface Detour {
  /** The database's address, by way of this detour. */
  url: string
  cut: () => Promise<void>
  mend: () => Promise<void>
}

/** One host, a port and no encryption: others cannot be reached by a detour. */
const PLAIN = /^mongodb:\/\/((?:[^@/]*@)?)([^:/,@]+)(?::(\d+))?(\/[^?]*)?(?:\?(.*))?$/

/** Gives undefined where the database's address is none that a detour can be made of. */
export async function openDetour(url: string): Promise<Detour | undefined> {
  const [, user = '', host, databasePort = '27017', path = '/', options = ''] = PLAIN.exec(url) ?? []
  if (host === undefined || /\b(tls|ssl)=true/.test(options)) return undefined
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(databasePort), host)
    for (const [from, to] of [[client, database] as const, [database, client] as const]) {
      open.add(from)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  server.unref()
  const { port } = server.address() as AddressInfo
  // Otherwise the driver would ask the database for its address, and go there.
  const detour = ['directConnection=true', options].filter(Boolean).join('&')
  return {
    url: `mongodb://${user}127.0.0.1:${port}${path}?${detour}`,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
    mend: () => listen(port),
  }
}
