import { type Detour, openDetour, serviceUrl } from 'backend-workbook/check'

/** The way to the database, which can be cut. Undefined where the address is none that a detour can be made of. */
export async function databaseDetour(): Promise<(Detour & { url: string }) | undefined> {
  const url = new URL(serviceUrl('postgres'))
  // Sockets, encryption, lists of hosts: nobody's default here.
  if (!url.hostname || url.hostname.startsWith('%2F') || /sslmode|host=/.test(url.search)) return undefined
  const way = await openDetour(url.hostname, Number(url.port || 5432))
  url.hostname = '127.0.0.1'
  url.port = String(way.port)
  return { ...way, url: url.href }
}
