/** What tells that code has got out of its fence. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

export interface Listener {
  port: number
  /** Connections so far. */
  calls: () => number
  /** Begins to count anew. */
  forget: () => void
  close: () => void
}

/** On loopback, outside. */
export async function startListener(): Promise<Listener> {
  let calls = 0
  const server = createServer((socket) => {
    calls += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    forget() {
      calls = 0
    },
    close: () => server.close(),
  }
}

/** Ids of the processes that are `sleep <mark>`, a number of seconds that nobody else waits. */
export function sleepers(mark: string): string[] {
  const { stdout } = spawnSync('pgrep', ['-f', `^sleep ${mark}$`], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line !== '')
}
