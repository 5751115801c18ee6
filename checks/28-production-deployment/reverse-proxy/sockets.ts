/** Backends and clients of WebSockets, bare: a handshake, and then bytes. */
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Backend, Front } from './street.ts'

export interface Upgraded {
  request: IncomingMessage
  socket: Socket
  got: () => string
  closed: boolean
}

export const ACCEPTED = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: of the checks',
  'X-From: the backend',
  '',
  '',
].join('\r\n')

/** From now on the backend accepts every upgrade, with `first` behind the head of its answer. */
export function accepts({ server }: Backend, first = ''): Upgraded[] {
  const all: Upgraded[] = []
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    let got = head.toString()
    const own: Upgraded = { request, socket, got: () => got, closed: false }
    socket.on('data', (part) => {
      got += part
    })
    socket
      .on('error', () => undefined)
      .on('end', () => socket.end())
      .once('close', () => {
        own.closed = true
      })
    onTestFinished(() => void socket.destroy())
    socket.write(ACCEPTED + first)
    all.push(own)
  })
  return all
}

export interface Client {
  socket: Socket
  got: () => string
  closed: boolean
}

/** Asks for an upgrade, with `first` in the same packet. */
export function upgrades({ url }: Front, path: string, first = ''): Client {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let got = ''
  const own: Client = { socket, got: () => got, closed: false }
  socket.on('data', (part) => {
    got += part
  })
  socket
    .on('error', () => undefined)
    .once('close', () => {
      own.closed = true
    })
  onTestFinished(() => void socket.destroy())
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: shop.example',
    'Connection: keep-alive, Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: of the client',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: orders',
    'Cookie: session=7',
    'X-Forwarded-For: 203.0.113.9',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${first}`)
  return own
}
