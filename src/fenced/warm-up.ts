import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * One request to a server of our own: Node loads and compiles most of HTTP when it is first used, and that would
 * happen in the middle of the first check.
 *
 * @param byFetch with Node's own client as well, which is larger by far
 */
export async function warmUpHttp(byFetch: boolean): Promise<void> {
  const server = createServer((_request, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const headers = { connection: 'close' }
  if (byFetch) await fetch(url, { headers }).then((response) => response.json())
  else await new Promise((resolve) => get(url, { headers }, (response) => response.resume().once('end', resolve)))
  await new Promise((resolve) => server.close(resolve))
}
