import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'

export interface Message {
  /** Grows with each message, over all rooms. */
  id: number
  room: string
  /** The id of the user who has sent it. */
  from: string
  text: string
}

/** What the marketplace knows of its rooms. A room is an order: retailer, vendor and rider talk about it. It changes at any time. */
export interface Rooms {
  isMember: (user: string, room: string) => Promise<boolean>
}

/** The table of messages, shared by all instances. */
export interface Messages {
  /** Keeps a message once for each `key` of a sender: a second time it gives the message that is there, and `isNew` is false. */
  add: (message: {
    room: string
    from: string
    text: string
    key: string
  }) => Promise<{ message: Message; isNew: boolean }>
  /** All messages of the room with an id above `id`, in order. */
  after: (room: string, id: number) => Promise<Message[]>
}

export interface ChatDeps {
  redisUrl: string
  /** The names of your streams, channels and keys in Redis begin with it: others use the same Redis. */
  prefix: string
  /** Tokens are signed with it, HS256. */
  secret: string
  rooms: Rooms
  messages: Messages
}

export interface Chat {
  /** A membership has ended. See 7. */
  removeMember: (user: string, room: string) => Promise<void>
  /** Ends this instance and its sockets, and gives up its connections to Redis. Other instances go on. */
  close: () => Promise<void>
}

/**
 * A chat with Socket.IO on this server. There are several instances, which share Redis, `rooms` and `messages`, and nothing else; clients
 * are connected to any of them, over WebSocket. Where one is asked something below, the others know within a second.
 *
 * 1. The handshake has `auth: { token }`, a JWT whose `sub` is the id of the user, a text that is not empty. A token that is missing, is signed in another way
 *    or with another algorithm, has expired or has no `sub` is refused: the client gets `connect_error` with the message 'unauthorized'.
 * 2. A client emits events with one object and an acknowledgement (a callback), which is always called with one object: `{ ok: true, … }` or `{ ok: false,
 *    error }`, where error is 'bad_request' (a field is missing, or not as described), 'forbidden' (the user is not a member of the room, at this moment) or
 *    'failed' (`rooms` or `messages` have thrown). `room` is a text that is not empty.
 *    An event without an acknowledgement, without an object, or with anything else in its place does no harm to anybody, and need not be answered.
 * 3. `join { room, after? }` → `{ ok, messages }`: from now on this socket gets the room's messages. `after` is the id of the last message that the client has
 *    seen, a whole number of at least 0, and `messages` are all those after it; without `after` the list is empty. No message gets lost in between:
 *    one that is sent during the join is in `messages`, or comes as an event, or both. A join that fails brings nobody into the room.
 * 4. `send { room, text, key }` → `{ ok, message }`, when the message is kept. `text` has 1 to 2,000 characters, and `key` is a text that is not empty, the
 *    client's own for this message. `from` is the user of the token, whatever the object says. Who sends need not have joined.
 * 5. Each socket that has joined the room, at whichever instance, gets the event `message` with the message: once, also the sender's own, and nobody
 *    else does. A client that got no acknowledgement sends again with the same key: it gets the same answer, and nobody gets an event.
 * 6. `online { room }` → `{ ok, users }`: the ids of users who have joined the room with a socket that is connected, at whichever instance, each once, in
 *    the order of `sort()`. It, too, is for members of the room alone.
 * 7. After `removeMember(user, room)` at one instance, all sockets of that user, at whichever instance, have left the room: they get `removed` with `{ room }`, once, if they
 *    had joined, and then no more messages of this room, of those that are sent later. They stay connected, and in their other rooms.
 *    A join that is under way then, because `isMember` had answered before, brings nobody into the room either.
 *
 * It resolves when the instance is ready for clients. The server is listening, or will be soon.
 *
 * @example
 * // const socket = io(url, { auth: { token } })
 * // await socket.emitWithAck('join', { room: 'o-7', after: 41 })  → { ok: true, messages: [{ id: 42, room: 'o-7', from: 'ada', text: 'Where are you?' }] }
 * // await socket.emitWithAck('send', { room: 'o-7', text: 'Downstairs', key: 'k1' }) → { ok: true, message: { id: 43, … } }
 */
export async function startChat(server: HttpServer, _deps: ChatDeps): Promise<Chat> {
  const io = new Server(server)
  io.use((_socket, next) => next(new Error('not yet')))
  return { removeMember: async () => undefined, close: () => io.close() }
}
