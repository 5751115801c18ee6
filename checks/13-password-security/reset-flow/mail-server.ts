/** Mail servers that refuse, or say nothing: those of the checks themselves. */
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A mail server that greets in its own way. */
export async function listening(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  let gone = false
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.add(socket)
    if (gone) socket.destroy()
    else greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hangUp = () => {
    gone = true
    for (const socket of sockets) socket.destroy()
  }
  const close = () => {
    hangUp()
    server.close()
  }
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, hangUp, close }
}
