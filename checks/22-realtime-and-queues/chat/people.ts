import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, serviceUrl, stretched, timeLimit } from 'backend-workbook/check'
import jwt from 'jsonwebtoken'
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { type Chat, type Message, startChat } from '../../../exercises/22-realtime-and-queues/chat.ts'
import { FakeMessages, FakeRooms } from './tables.ts'

export const SECRET = 'a secret of at least thirty-two bytes'
/** So long a client waits for an acknowledgement. */
const ACK_MS = 2500

export interface Person {
  socket: Socket
  /** The messages that came as events. */
  got: Message[]
  /** The rooms that the person was removed from. */
  removed: unknown[]
  /** The acknowledgement, which must come. */
  ask: (event: string, ...args: unknown[]) => Promise<unknown>
  /** Sends a text that must be taken. */
  say: (room: string, text: string, key?: string) => Promise<Message>
  leave: () => void
}

export interface Instance {
  chat: Chat
  url: string
  connect: (user: string) => Promise<Person>
}

export interface Office {
  rooms: FakeRooms
  messages: FakeMessages
  /** Starts another instance, which ends with the check at the latest. */
  open: () => Promise<Instance>
  /** Two instances that hear each other. */
  openTwo: () => Promise<[Instance, Instance]>
}

export function openOffice(): Office {
  const [rooms, messages] = [new FakeRooms(), new FakeMessages()]
  const deps = { redisUrl: serviceUrl('redis'), prefix: `chat-${randomUUID()}`, secret: SECRET, rooms, messages }
  const open = async (): Promise<Instance> => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const chat = await startChat(server, deps)
    let closed: Promise<void> | undefined
    const close = () => {
      closed ??= chat.close()
      return closed
    }
    onTestFinished(async () => {
      await close()
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { chat: { ...chat, close }, url, connect: (user) => connect(url, tokenOf(user)) }
  }
  const office: Office = {
    rooms,
    messages,
    open,
    async openTwo() {
      const pair: [Instance, Instance] = [await open(), await open()]
      await introduce(office, pair)
      return pair
    },
  }
  return office
}

/** Waits until a message from each one has reached the other: listening to Redis begins a moment after the start. */
async function introduce({ rooms, messages }: Office, pair: [Instance, Instance]): Promise<void> {
  rooms.add('first', 'x')
  const people = [await pair[0].connect('x'), await pair[1].connect('x')]
  for (const { ask } of people) await ask('join', { room: 'first' })
  for (const [index, speaker] of people.entries()) {
    const listener = people[1 - index]
    const message = `whether what is sent at the ${index ? 'second' : 'first'} instance reaches clients of the other one`
    const hears = async () => {
      const { id } = await speaker.say('first', 'hello')
      await new Promise((resolve) => setTimeout(resolve, 30))
      return listener?.got.some((each) => each.id === id) ?? false
    }
    await expect.poll(hears, { message, timeout: 1500, interval: 5 }).toBe(true)
  }
  for (const { leave } of people) leave()
  messages.kept.length = 0
}

export function tokenOf(user: string): string {
  return jwt.sign({ sub: user }, SECRET, { expiresIn: '1h' })
}

/** A token that nobody has signed, or that says so. */
export function forged(header: object, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${part(header)}.${part(claims)}`
  return `${body}.${createHmac('sha256', '').update(body).digest('base64url')}`
}

/** The message of `connect_error`, or 'connected'. */
export function outcomeOf(url: string, auth: Record<string, unknown>): Promise<string> {
  return outcome(socketTo(url, auth))
}

function outcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('connect', () => resolve('connected'))
    socket.on('connect_error', ({ message }) => resolve(message))
    timeLimit(ACK_MS).addEventListener('abort', () => resolve('no answer'))
  })
}

function socketTo(url: string, auth: Record<string, unknown>): Socket {
  const socket = io(url, { auth, forceNew: true, reconnection: false, transports: ['websocket'] })
  onTestFinished(() => void socket.disconnect())
  return socket
}

export async function connect(url: string, token: string): Promise<Person> {
  const socket = socketTo(url, { token })
  const got: Message[] = []
  const removed: unknown[] = []
  socket.on('message', (message) => got.push(message))
  socket.on('removed', (told) => removed.push(told))
  expect(await outcome(socket), 'what becomes of a client with a good token').toBe('connected')
  const ask: Person['ask'] = (event, ...args) =>
    socket
      .timeout(stretched(ACK_MS))
      .emitWithAck(event, ...args)
      .catch(() => expect.fail(`${event} ${args.map((arg) => JSON.stringify(arg)).join(', ')} was not acknowledged`))
  return {
    socket,
    got,
    removed,
    ask,
    async say(room, text, key = randomUUID()) {
      const answer = Object(await ask('send', { room, text, key }))
      expect(answer.ok, `ok of the answer to send { room: '${room}', text: '${text}', key: … }`).toBe(true)
      return answer.message
    },
    leave: () => void socket.disconnect(),
  }
}
