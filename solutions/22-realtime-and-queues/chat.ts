import type { Server as HttpServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import { Server, type Socket } from 'socket.io'

export interface Message {
  id: number
  room: string
  from: string
  text: string
}

export interface Rooms {
  isMember: (user: string, room: string) => Promise<boolean>
}

export interface Messages {
  add: (message: {
    room: string
    from: string
    text: string
    key: string
  }) => Promise<{ message: Message; isNew: boolean }>
  after: (room: string, id: number) => Promise<Message[]>
}

export interface ChatDeps {
  redisUrl: string
  prefix: string
  secret: string
  rooms: Rooms
  messages: Messages
}

export interface Chat {
  removeMember: (user: string, room: string) => Promise<void>
  close: () => Promise<void>
}

/** The reason why an event is refused, as the client is told. */
class Refusal extends Error {}

type Handler = (socket: Socket, input: Record<string, unknown>) => Promise<object>

/** How long a reader of the stream waits at most, and so how long it lives after the end. */
const BLOCK_MS = 300

/** Names that cannot meet: a user may be called as a room. */
const roomOf = (room: string) => `room:${room}`
const memberOf = (room: string, user: string) => `member:${JSON.stringify([room, user])}`

export async function startChat(server: HttpServer, deps: ChatDeps): Promise<Chat> {
  const { prefix, redisUrl, secret } = deps
  const redis = new Redis(redisUrl)
  redis.on('error', (error) => console.error(`redis: ${error.message}`))
  const adapter = createAdapter(redis, {
    streamName: `${prefix}:stream`,
    channelPrefix: `${prefix}:channel`,
    sessionKeyPrefix: `${prefix}:session:`,
    blockTimeInMs: BLOCK_MS,
  })
  const io = new Server(server, { adapter })
  io.use((socket, next) => {
    const user = userOf(socket.handshake.auth['token'], secret)
    if (user === undefined) return next(new Error('unauthorized'))
    socket.data.user = user
    next()
  })
  const handlers = handlersOf(io, deps)
  io.on('connection', (socket) => {
    for (const [event, handler] of Object.entries(handlers))
      socket.on(event, (input: unknown, acknowledge: unknown) => {
        void answer(() => handler(socket, Object(input))).then((said) => {
          if (typeof acknowledge === 'function') acknowledge(said)
        })
      })
  })
  return {
    async removeMember(user, room) {
      const sockets = io.in(memberOf(room, user))
      sockets.emit('removed', { room })
      sockets.socketsLeave([roomOf(room), memberOf(room, user)])
    },
    async close() {
      await io.close()
      redis.disconnect()
    },
  }
}

function handlersOf(io: Server, { rooms, messages }: ChatDeps): Record<string, Handler> {
  /** Asked for each event: a membership ends while the socket stays. */
  async function memberIn(socket: Socket, input: Record<string, unknown>): Promise<string> {
    const room = textOf(input['room'])
    if (!(await rooms.isMember(socket.data.user, room))) throw new Refusal('forbidden')
    return room
  }
  return {
    async join(socket, input) {
      const after = input['after']
      if (after !== undefined && !(Number.isSafeInteger(after) && Number(after) >= 0)) throw new Refusal('bad_request')
      const room = await memberIn(socket, input)
      const own = [roomOf(room), memberOf(room, socket.data.user)]
      const wasIn = socket.rooms.has(roomOf(room))
      // Listens first and reads then: in the other order, what is sent in between would be lost.
      await socket.join(own)
      try {
        const missed = after === undefined ? [] : await messages.after(room, Number(after))
        // It may have ended since it was asked for, when this socket was not yet there to be removed.
        await memberIn(socket, input)
        return { messages: missed }
      } catch (error) {
        if (!wasIn) for (const name of own) await socket.leave(name)
        throw error
      }
    },
    async send(socket, input) {
      const [text, key] = [textOf(input['text'], 2000), textOf(input['key'])]
      const room = await memberIn(socket, input)
      const { message, isNew } = await messages.add({ room, from: socket.data.user, text, key })
      if (isNew) io.to(roomOf(room)).emit('message', message)
      return { message }
    },
    async online(socket, input) {
      const room = await memberIn(socket, input)
      const sockets = await io.in(roomOf(room)).fetchSockets()
      return { users: [...new Set(sockets.map(({ data }) => String(data.user)))].sort() }
    },
  }
}

async function answer(work: () => Promise<object>): Promise<object> {
  try {
    return { ok: true, ...(await work()) }
  } catch (error) {
    return { ok: false, error: error instanceof Refusal ? error.message : 'failed' }
  }
}

function textOf(value: unknown, longest = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string' || value === '' || value.length > longest) throw new Refusal('bad_request')
  return value
}

function userOf(token: unknown, secret: string): string | undefined {
  try {
    const claims = jwt.verify(String(token), secret, { algorithms: ['HS256'] })
    return typeof claims === 'object' && typeof claims.sub === 'string' && claims.sub !== '' ? claims.sub : undefined
  } catch {
    return undefined
  }
}
