/** What the checks of sessions share: users, a table of sessions, a clock, and instances of the app over them. */
import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import type { Deps, Session, SessionStore, User } from '../../exercises/14-jwt-authentication/sessions.ts'
import { Browser, closeConnections } from './browser.ts'
import { START } from './tokens.ts'

export const PASSWORD = 'rye & salt'
export const DAY = 24 * 60 * 60

export interface Market {
  /** A browser at an instance of the app. Without a number it is the first. */
  browser: (instance?: number) => Browser
  /** One that has logged in: `ada`, `vik` or `sam`, with an access token. */
  loggedIn: (who?: string, instance?: number) => Promise<Browser>
  /** Lets so much time go by. */
  pass: (seconds: number) => void
  secrets: Deps['secrets']
  users: Map<string, User>
  /** All that is stored, as somebody reads it who has stolen it. */
  rows: () => Session[]
  /** How often the app has asked the store and the users. */
  asked: () => number
  /** Runs before each step of the store, which waits for it. */
  onStep: (work: ((step: keyof SessionStore) => Promise<void>) | undefined) => void
}

/** Serves the app in two instances that share everything while the body runs. */
export async function inMarket(
  buildApp: (deps: Deps) => RequestListener,
  body: (market: Market) => Promise<void>,
): Promise<void> {
  const world = buildWorld()
  const servers = await Promise.all([serve(buildApp(world.deps)), serve(buildApp(world.deps))])
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  const url = (instance = 0) => `http://127.0.0.1:${ports[instance]}`
  const browser = (instance = 0) => new Browser(url(instance))
  const loggedIn = async (who = 'ada', instance = 0) => {
    const own = browser(instance)
    const { body: pair } = await own.ask('POST', '/auth/login', { email: emailOf(who), password: PASSWORD })
    own.accessToken = tokenIn(pair)
    return own
  }
  try {
    await body({ ...world.market, browser, loggedIn })
  } finally {
    closeConnections()
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
  }
}

export const emailOf = (who: string) => `${who}@mill.example`

/** The access token of an answer's body, '' where there is none. */
export function tokenIn(body: unknown): string {
  const token = typeof body === 'object' && body !== null && 'accessToken' in body ? body.accessToken : ''
  return typeof token === 'string' ? token : ''
}

function buildWorld() {
  let ms = START * 1000
  let asked = 0
  let before: ((step: keyof SessionStore) => Promise<void>) | undefined
  const sessions = new Map<string, Session>()
  const users = new Map<string, User>([
    ['ada', { id: `usr_${randomUUID().slice(0, 8)}`, role: 'retailer' }],
    ['vik', { id: `usr_${randomUUID().slice(0, 8)}`, role: 'vendor' }],
    ['sam', { id: `usr_${randomUUID().slice(0, 8)}`, role: 'staff' }],
  ])
  /** A step of the database: others run before it and after it, and none in the middle. */
  async function step<T>(name: keyof SessionStore | undefined, work: () => T): Promise<T> {
    asked += 1
    await turn()
    if (name) await before?.(name)
    const result = work()
    await turn()
    return result
  }
  const store: SessionStore = {
    insert: (session) => step('insert', () => void sessions.set(session.id, structuredClone(session))),
    find: (id) => step('find', () => structuredClone(sessions.get(id))),
    replace: (session, expected) =>
      step('replace', () => {
        const isAsExpected = sessions.get(session.id)?.current === expected
        if (isAsExpected) sessions.set(session.id, structuredClone(session))
        return isAsExpected
      }),
    remove: (id) => step('remove', () => void sessions.delete(id)),
    removeAllOf: (userId) =>
      step('removeAllOf', () => {
        for (const [id, session] of sessions) if (session.userId === userId) sessions.delete(id)
      }),
  }
  const secrets = { access: `access-${randomUUID()}`, refresh: `refresh-${randomUUID()}` }
  const deps: Deps = {
    now: () => ms,
    secrets,
    users: {
      authenticate: (email, password) =>
        step(undefined, () => (password === PASSWORD ? users.get(email.replace(/@mill\.example$/, '')) : undefined)),
      find: (id) => step(undefined, () => [...users.values()].find((user) => user.id === id)),
    },
    sessions: store,
  }
  const market = {
    ...{ secrets, users },
    pass: (seconds: number) => {
      ms += Math.round(seconds * 1000)
    },
    rows: () => [...sessions.values()].map((session) => structuredClone(session)),
    asked: () => asked,
    onStep: (work: typeof before) => {
      before = work
    },
  }
  return { deps, market }
}

async function serve(app: RequestListener): Promise<Server> {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
