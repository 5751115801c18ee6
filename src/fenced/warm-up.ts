import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * One request to a server of our own: Node loads and compiles most of HTTP when it is first used, and that would
 * happen in the middle of the first check.
 */
export async function warmUpHttp(): Promise<void> {
  const server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
  await response.json()
  await new Promise((resolve) => server.close(resolve))
}
