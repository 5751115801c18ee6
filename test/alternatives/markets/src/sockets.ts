import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { accountOf } from './accounts.ts'
import { failureOf } from './failure.ts'
import { entered, membersOf } from './members.ts'
import { listen, type News } from './news.ts'

/** News for those who watch. Who may hear them is asked when they are told, so a removal counts at once. */
export async function openSockets(http: HttpServer): Promise<() => void> {
  const io = new Server(http, { transports: ['websocket'], serveClient: false })
  const listening = gate()

  io.use(async (socket, next) => {
    const token: unknown = socket.handshake.auth['token']
    const account = typeof token === 'string' ? await accountOf(token).catch(() => undefined) : undefined
    if (!account) return next(new Error('unauthenticated'))
    socket.data = account
    await listening.opened()
    next()
  })

  io.on('connection', (socket) => {
    socket.on('watch', async (market: unknown, answer: unknown) => {
      const reply = typeof answer === 'function' ? answer : () => undefined
      reply(await watch(socket, market))
    })
  })

  /** One market's news after another. */
  const turns = new Map<string, Promise<void>>()
  const stop = listen(
    (news) => {
      const turn = (turns.get(news.market) ?? Promise.resolve()).then(() => pass(io, news)).catch(() => drop(io))
      turns.set(news.market, turn)
      void turn.then(() => turns.get(news.market) === turn && turns.delete(news.market))
    },
    () => {
      listening.close()
      drop(io)
    },
    () => listening.open(),
  )
  await listening.opened()
  return () => {
    stop()
    drop(io)
  }
}

/** Closed at first. Whoever waits for it goes on when it opens. */
function gate() {
  let open = () => {}
  let opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return {
    open: () => open(),
    opened: () => opened,
    close() {
      open()
      opened = new Promise((resolve) => {
        open = resolve
      })
    },
  }
}

/** Who may have missed something connects anew, and watches again. */
function drop(io: Server): void {
  for (const socket of io.sockets.sockets.values()) socket.conn.close()
}

async function watch(socket: Socket, market: unknown): Promise<{ ok: boolean; code?: string }> {
  try {
    const { id } = await entered(typeof market === 'string' ? market : '', socket.data, 'member')
    await socket.join(id)
    return { ok: true }
  } catch (error) {
    return { ok: false, code: failureOf(error).code }
  }
}

async function pass(io: Server, news: News): Promise<void> {
  const room = io.sockets.adapter.rooms.get(news.market) ?? new Set()
  const there = [...room].flatMap((id) => io.sockets.sockets.get(id) ?? [])
  if ('left' in news) {
    for (const socket of there) if (socket.data.id === news.left) void socket.leave(news.market)
    return
  }
  if (there.length === 0) return
  const allowed = new Set((await membersOf(news.market)).map(({ accountId }) => accountId))
  for (const socket of there) if (allowed.has(socket.data.id)) socket.emit('listing', news)
}
