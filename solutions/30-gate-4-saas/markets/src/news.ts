import type { Server as HttpServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { Server, type Socket } from 'socket.io'
import { log } from './log.ts'
import type { Accounts } from './stores/accounts.ts'
import type { Listing } from './stores/listings.ts'
import type { Members } from './stores/members.ts'
import type { Tokens } from './tokens.ts'

/** How long a reader of the stream waits at most, and so how long it lives after the end. */
const BLOCK_MS = 300
const NOT_FOUND = { ok: false, code: 'not_found' }

interface Knows {
  tokens: Tokens
  accounts: Accounts
  members: Members
}

/** What clients hear over their sockets. Redis takes it to those at the other instance. */
export class News {
  readonly #io: Server
  readonly #redis: Redis
  #members: Members | undefined

  constructor(server: HttpServer, redisUrl: string) {
    this.#redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 })
    this.#redis.on('error', () => undefined)
    const adapter = createAdapter(this.#redis, { streamName: 'markets:news', blockTimeInMs: BLOCK_MS })
    this.#io = new Server(server, { adapter, transports: ['websocket'] })
  }

  begin({ tokens, accounts, members }: Knows): void {
    this.#members = members
    this.#io.use(async (socket, next) => {
      const id = tokens.read(String(socket.handshake.auth['token']))
      const account = id === undefined ? undefined : await accounts.byId(id).catch(() => undefined)
      if (!account) return next(new Error('unauthenticated'))
      socket.data.account = account.id
      next()
    })
    this.#io.on('connection', (socket) => {
      socket.on('watch', (market: unknown, acknowledge: unknown) => {
        void this.#watch(socket, String(market)).then((answer) => {
          if (typeof acknowledge === 'function') acknowledge(answer)
        })
      })
    })
  }

  /** To those who are members now: a room for each of them, so that nobody has to be thrown out of one. */
  async tell(market: string, type: 'created' | 'changed' | 'deleted', listing: Listing): Promise<void> {
    try {
      const members = (await this.#members?.of(market)) ?? []
      const rooms = members.map(({ accountId }) => roomOf(market, accountId))
      if (rooms.length > 0) this.#io.to(rooms).emit('listing', { market, type, listing })
    } catch (error) {
      // The change itself is saved.
      log.error('a change was not told', error)
    }
  }

  /** Ends the sockets, and then the server that they came in by. */
  async close(): Promise<void> {
    await this.#io.close()
    this.#redis.disconnect()
  }

  async #watch(socket: Socket, market: string): Promise<object> {
    const { account } = socket.data
    const member = await this.#members?.find(market, account).catch(() => undefined)
    if (!member) return NOT_FOUND
    await socket.join(roomOf(market, account))
    return { ok: true }
  }
}

const roomOf = (market: string, account: string) => `${market}/${account}`
