import { request as ask, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { headersOf } from './forward.ts'

/** Passes an upgrade on to this port, and then bytes both ways, until either side has gone. */
export function openTunnel(port: number, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const headers = headersOf(request, new Set())
  const upstream = ask({ port, host: '127.0.0.1', method: 'GET', path: request.url, headers, agent: false })
  upstream.once('error', () => socket.destroy())
  upstream.once('response', (response) => {
    socket.write(`HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\nConnection: close\r\n\r\n`)
    response.pipe(socket)
  })
  upstream.once('upgrade', (response, far, farHead) => {
    socket.write(`${headOf(response)}\r\n\r\n`)
    if (farHead.length > 0) socket.write(farHead)
    if (head.length > 0) far.write(head)
    far.on('error', () => socket.destroy())
    far.once('close', () => socket.destroy())
    socket.once('close', () => far.destroy())
    far.pipe(socket).pipe(far)
  })
  upstream.end()
}

function headOf({ statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 101 ${statusMessage}`]
  for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  return lines.join('\r\n')
}
