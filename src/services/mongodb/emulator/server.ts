import { createServer, type Socket, type Server as TcpServer } from 'node:net'
import { Cursors } from './cursors.ts'
import { dispatch } from './dispatch.ts'
import { errorReply } from './errors.ts'
import { Sessions } from './sessions.ts'
import { Catalog } from './storage/catalog.ts'
import { startExpiry } from './storage/expiry.ts'
import { type Message, MessageReader, replyTo } from './wire.ts'

/** What all commands work on. */
export interface ServerState {
  port: number
  catalog: Catalog
  cursors: Cursors
  sessions: Sessions
  startedAt: number
}

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
        last = last.then(() => answer(socket, message, state, connectionId))
    } catch {
      // Bytes that are no messages: a client of another kind. A mongod hangs up as well.
      socket.destroy()
    }
  })
}

async function answer(socket: Socket, message: Message, state: ServerState, connectionId: number): Promise<void> {
  const reply = await dispatch(message.body, state, connectionId).catch(errorReply)
  if (!message.wantsReply || socket.destroyed) return
  try {
    socket.write(replyTo(message, reply))
  } catch (error) {
    socket.write(replyTo(message, errorReply(error)))
  }
}
