import { createServer, type Socket, type Server as TcpServer } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ServerState } from './command.ts'
import { Cursors } from './cursors.ts'
import { dispatch } from './dispatch.ts'
import { errorReply } from './errors.ts'
import { Sessions } from './sessions.ts'
import { Catalog } from './storage/catalog.ts'
import { startExpiry } from './storage/expiry.ts'
import { Snapshots } from './storage/snapshots.ts'
import { type Message, MessageReader, parseMessage, replyTo } from './wire.ts'

/** How long reading one message may keep the others waiting. */
const TURN_MS = 5

export interface Emulator {
  port: number
  dropDatabase: (name: string) => void
  close: () => Promise<void>
}

/** A server on 127.0.0.1, at a free port unless one is given. All data is in memory. */
export async function startEmulator(port = 0): Promise<Emulator> {
  const catalog = new Catalog()
  const state: ServerState = {
    port,
    catalog,
    cursors: new Cursors(),
    sessions: new Sessions(catalog),
    snapshots: new Snapshots(catalog),
    operations: new Map(),
    profiling: new Map(),
    startedAt: Date.now(),
  }
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket, state, sockets.size)
  })
  state.port = await listen(server, port)
  const stopExpiry = startExpiry(catalog)
  return {
    port: state.port,
    dropDatabase: (name) => void catalog.dropDatabase(name),
    close: () =>
      new Promise((resolve) => {
        stopExpiry()
        state.sessions.close()
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function listen(server: TcpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Answers the messages of one connection, one after the other. */
function serve(socket: Socket, state: ServerState, connectionId: number): void {
  const reader = new MessageReader()
  let last: Promise<void> = Promise.resolve()
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    try {
      for (const message of reader.read(bytes as Buffer))
        last = last.then(() => receive(socket, message, state, connectionId))
    } catch {
      // Bytes that are no messages: a client of another kind. A mongod hangs up as well.
      socket.destroy()
    }
  })
}

/** A long message is read in turns with the messages of others. */
async function receive(socket: Socket, bytes: Buffer, state: ServerState, connectionId: number): Promise<void> {
  try {
    const reading = parseMessage(bytes)
    let began = performance.now()
    let step = reading.next()
    for (; !step.done; step = reading.next()) {
      if (performance.now() - began < TURN_MS) continue
      await nextTurn()
      began = performance.now()
    }
    await answer(socket, step.value, state, connectionId)
  } catch {
    socket.destroy()
  }
}

async function answer(socket: Socket, message: Message, state: ServerState, connectionId: number): Promise<void> {
  const reply = await dispatch(message.body, state, connectionId).catch(errorReply)
  if (!message.wantsReply || socket.destroyed) return
  try {
    send(socket, replyTo(message, reply))
  } catch (error) {
    send(socket, replyTo(message, errorReply(error)))
  }
}

function send(socket: Socket, parts: Uint8Array[]): void {
  const [only] = parts
  if (parts.length === 1 && only) {
    socket.write(only)
    return
  }
  socket.cork()
  for (const part of parts) socket.write(part)
  socket.uncork()
}
