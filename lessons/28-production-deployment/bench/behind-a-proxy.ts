import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The app in a process of its own; this process is the proxy in front of it, and keeps its connections. */
export async function buildApp() {
  const app = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)))
  const [{ address }] = (await once(app, 'message')) as [{ address: AddressInfo }]
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  return createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const asked = request({ host: '127.0.0.1', port: address.port, method, path, headers, agent }, (answer) => {
      if (outgoing.destroyed) return void answer.destroy()
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      pipeline(answer, outgoing, () => undefined)
    })
    asked.once('error', () => outgoing.destroy())
    pipeline(incoming, asked, () => undefined)
  })
}
