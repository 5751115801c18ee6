import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import jwt from 'jsonwebtoken'
import type { Deps, Session, User } from '../../solutions/14-jwt-authentication/sessions.ts'

/** What the row holds on top: the hashes of the tokens that were exchanged, and the current token, encrypted. */
interface Row extends Session {
  spent: string[]
  sealed: string
}

interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

const WEEK_S = 604_800
const FLAGS = 'Path=/auth; HttpOnly; Secure; SameSite=Strict'
const CLEARED: Reply = { status: 204, headers: { 'set-cookie': `refresh=; Max-Age=0; ${FLAGS}` } }
const UNAUTHORIZED: Reply = { status: 401, body: { error: { code: 'unauthorized' } } }

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** Plain node:http, and random refresh tokens, of which the table has hashes. Two tabs get the token that was encrypted for them. */
export function buildApp({ now, secrets, users, sessions }: Deps): RequestListener {
  const key = createHash('sha256').update(secrets.refresh).digest()

  const seal = (text: string): string => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('hex')
  }
  const open = (sealed: string): string => {
    const bytes = Buffer.from(sealed, 'hex')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16))
    return decipher.update(bytes.subarray(12, -16)).toString() + decipher.final().toString()
  }
  const newToken = (id: string) => `${id}~${now()}~${randomBytes(32).toString('base64url')}`

  const signedIn = ({ id, role }: User, token: string): Reply => {
    const iat = Math.floor(now() / 1000)
    const accessToken = jwt.sign({ sub: id, role, iat, exp: iat + 900 }, secrets.access)
    const headers = { 'set-cookie': `refresh=${token}; Max-Age=${WEEK_S}; ${FLAGS}` }
    return { status: 200, headers, body: { accessToken, expiresIn: 900 } }
  }

  async function login({ email, password }: Record<string, unknown>): Promise<Reply> {
    if (typeof email !== 'string' || typeof password !== 'string') {
      return { status: 400, body: { error: { code: 'bad_request' } } }
    }
    const user = await users.authenticate(email, password)
    if (!user) return UNAUTHORIZED
    const id = randomBytes(16).toString('hex')
    const token = newToken(id)
    const base = { id, userId: user.id, current: hash(token), previous: null, rotatedAt: now() }
    const row: Row = { ...base, spent: [], sealed: seal(token) }
    await sessions.insert(row)
    return signedIn(user, token)
  }

  /** The row that this token is, or was, of, if it has not expired. */
  async function rowOf(token: string): Promise<Row | undefined> {
    const [id = '', madeAt] = token.split('~')
    const row = (await sessions.find(id)) as Row | undefined
    const isOurs = row && [row.current, ...row.spent].includes(hash(token))
    return isOurs && now() < Number(madeAt) + WEEK_S * 1000 ? row : undefined
  }

  async function refresh(token: string): Promise<Reply> {
    const row = await rowOf(token)
    if (!row) return UNAUTHORIZED
    const given = hash(token)
    const isSecondTab = row.previous === given && now() < row.rotatedAt + 10_000
    if (row.current !== given && !isSecondTab) {
      await sessions.remove(row.id)
      return UNAUTHORIZED
    }
    const user = await users.find(row.userId)
    if (!user) return UNAUTHORIZED
    if (isSecondTab) return signedIn(user, open(row.sealed))
    const next = newToken(row.id)
    const spent = [...row.spent, given]
    const rotated: Row = { ...row, current: hash(next), previous: given, rotatedAt: now(), spent, sealed: seal(next) }
    return (await sessions.replace(rotated, given)) ? signedIn(user, next) : refresh(token)
  }

  const withUser = async (request: IncomingMessage, run: (user: User) => Reply | Promise<Reply>): Promise<Reply> => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ')
    try {
      if (scheme?.toLowerCase() !== 'bearer') throw new TypeError('no bearer')
      const options = { algorithms: ['HS256' as const], clockTimestamp: Math.floor(now() / 1000) }
      const { sub = '', role } = jwt.verify(token, secrets.access, options) as jwt.JwtPayload & { role: User['role'] }
      return await run({ id: sub, role })
    } catch {
      return { ...UNAUTHORIZED, headers: { 'www-authenticate': 'Bearer realm="market"' } }
    }
  }

  const routes: Record<string, (request: IncomingMessage, token: string) => Reply | Promise<Reply>> = {
    'POST /auth/login': async (request) =>
      login(((await json(request).catch(() => undefined)) ?? {}) as object as never),
    'POST /auth/refresh': (_request, token) => refresh(token),
    'POST /auth/logout': async (_request, token) => {
      const row = await rowOf(token)
      if (row) await sessions.remove(row.id)
      return CLEARED
    },
    'POST /auth/logout-everywhere': (request) =>
      withUser(request, async ({ id }) => {
        await sessions.removeAllOf(id)
        return CLEARED
      }),
    'GET /me': (request) => withUser(request, (user) => ({ status: 200, body: { data: user } })),
  }

  return async (request, response) => {
    const run = routes[`${request.method} ${request.url}`]
    const reply = await (run?.(request, cookieOf(request)) ?? { status: 404 })
    send(response, reply)
  }
}

function cookieOf({ headers }: IncomingMessage): string {
  const pairs = (headers.cookie ?? '').split(/; */).map((pair) => pair.split(/=(.*)/s))
  return pairs.find(([name]) => name === 'refresh')?.[1] ?? ''
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body && JSON.stringify(body))
}
