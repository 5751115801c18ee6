import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to Redis that lets a number of commands through, and holds or drops what comes after them. */
export interface NarrowWay {
  url: string
  /** From now on so many commands get through. The promise settles when one more has come and waits. */
  allow: (commands: number) => Promise<void>
  /** What waits goes on, and everything after it. */
  release: () => void
  /** What waits is lost, and the connections with it: as if the client's process had died. */
  drop: () => Promise<void>
}

/** Opens one; it ends when all its connections have. */
export async function openNarrowWay(target: string): Promise<NarrowWay> {
  const url = new URL(target)
  const { hostname: host, port } = url
  const open = new Set<Socket>()
  let allowed = Number.POSITIVE_INFINITY
  let held: { to: Socket; bytes: Buffer }[] = []
  let tell: () => void = () => undefined

  function take(bytes: Buffer, to: Socket): void {
    for (const command of commandsOf(bytes)) {
      if (allowed > 0) {
        allowed -= 1
        to.write(command)
      } else {
        held.push({ to, bytes: command })
        tell()
      }
    }
  }

  const server = createServer({ noDelay: true }, (client) => {
    const redis = connect({ host, port: Number(port), noDelay: true })
    for (const socket of [client, redis]) {
      open.add(socket)
      socket.on('error', () => undefined)
    }
    client.on('data', (bytes) => take(bytes, redis))
    redis.on('data', (bytes) => client.write(bytes))
    // What was let through is answered before the end.
    client.on('close', () => redis.end())
    redis.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    allow: (commands) => {
      allowed = commands
      return new Promise((resolve) => {
        tell = resolve
      })
    },
    release() {
      allowed = Number.POSITIVE_INFINITY
      for (const { to, bytes } of held) to.write(bytes)
      held = []
    },
    async drop() {
      held = []
      server.close()
      const ends = [...open].map((socket) => new Promise((resolve) => socket.once('close', resolve).destroySoon()))
      await Promise.all(ends)
    },
  }
}

/** The commands in what a client sends at once: arrays of texts, each with its length. */
function* commandsOf(bytes: Buffer): Generator<Buffer> {
  let begin = 0
  while (begin < bytes.length) {
    let at = begin
    const line = () => {
      const end = bytes.indexOf('\r\n', at)
      const text = bytes.toString('latin1', at + 1, end)
      at = end + 2
      return Number(text)
    }
    for (let parts = line(); parts > 0; parts -= 1) {
      const length = line()
      at += length + 2
    }
    yield bytes.subarray(begin, at)
    begin = at
  }
}
