/** What the checks of reset-flow share: the app, served, with tables in memory that the checks can look into. */
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect, type Mail, mailbox, serviceUrl, timeLimit } from 'backend-workbook/check'
import { buildApp, type Deps, type ResetRow, type User } from '../../../exercises/13-password-security/reset-flow.ts'

export const PUBLIC_URL = 'https://shop.mill.example'
export const MINUTE = 60_000
export const START = Date.UTC(2026, 2, 1, 9, 0)
/** Of no words that a mail or a log may hold for another reason. */
export const NEW_PASSWORD = 'plum-tree-47-xylo'
export const BAD_REQUEST = { status: 400, body: { error: 'bad_request' } }
export const INVALID = { status: 400, body: { error: 'invalid_token' } }

export interface Answer {
  status: number
  /** Parsed where it is JSON. */
  body: unknown
}

export interface Shop {
  /** The one user, whose address is in no other check. */
  user: User
  /** The user's password right now. */
  password: () => string | undefined
  resets: Map<string, ResetRow>
  /** What happened to users and sessions, in order. */
  events: string[]
  /** All that was logged and answered, as text. */
  logged: () => string
  answered: () => string
  /** Milliseconds that are added to the time of the app. */
  clock: { time: number }
  /** To the two processes of the app in turns. */
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** Asks for a link, and gives the mail and the token in it as soon as it has arrived. */
  forgot: (headers?: Record<string, string>) => Promise<{ mail: Mail; token: string }>
}

const POST_MS = 1500
const JSON_TYPE = { 'content-type': 'application/json' }

/** Each check has one of its own: all mails of a run lie in one mailbox. */
let users = 0

/** Serves two apps that share their tables, as two processes would, while the body runs. Errors that escape from it, which would end its process, fail the check. */
export async function serving(body: (shop: Shop) => Promise<void>, parts: Partial<Deps> = {}): Promise<void> {
  const { deps, ...tables } = tablesOf(parts)
  const servers = await Promise.all([listening(buildApp(deps)), listening(buildApp(deps))])
  const answers: string[] = []
  const escaped = watchRejections()
  let mails = 0
  let posts = 0
  const post: Shop['post'] = async (path, sent, headers = {}) => {
    const server = servers[posts++ % servers.length] as Server
    const { text, ...answer } = await ask(server, path, sent, headers)
    answers.push(text)
    return answer
  }
  const forgot: Shop['forgot'] = async (headers) => {
    mails += 1
    const { status } = await post('/forgot', { email: tables.user.email }, headers)
    expect(status, `the status of POST /forgot { email: '${tables.user.email}' }`).toBe(202)
    const mail = (await mailbox().waitFor(tables.user.email, mails)).at(-1) as Mail
    return { mail, token: linksIn(mail.text)[0]?.split('token=')[1] ?? '' }
  }
  try {
    await body({ ...tables, answered: () => answers.join('\n'), post, forgot })
    expect(escaped.errors.map(String), 'errors that nobody caught, any of which would end the process').toEqual([])
  } finally {
    for (const server of servers) {
      server.close()
      server.closeAllConnections()
    }
    escaped.stop()
  }
}

async function listening(app: RequestListener): Promise<Server> {
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Every link of a text. */
export function linksIn(text: string): string[] {
  return text.match(/https?:\/\/[^\s<>"')]+/g) ?? []
}

function tablesOf(parts: Partial<Deps>) {
  users += 1
  const user: User = { id: `usr_${users}`, email: `ada.${users}@mill.example` }
  const passwords = new Map([[user.id, 'the old password']])
  const resets = new Map<string, ResetRow>()
  const events: string[] = []
  const entries: string[] = []
  const clock = { time: START }
  const found = (email: string) => (sameLetters(email, user.email) ? { ...user } : undefined)
  const deps: Deps = {
    users: {
      find: (email) => later(() => found(email)),
      login: (email, password) => later(() => (passwords.get(user.id) === password ? found(email) : undefined)),
      // The slowest of all, since it hashes.
      setPassword: async (userId, password) => {
        for (let turn = 0; turn < 5; turn += 1) await later(() => undefined)
        passwords.set(userId, password)
        events.push(`password of ${userId === user.id ? 'the user' : userId} set`)
      },
    },
    resets: {
      add: (row) => later(() => void resets.set(row.tokenHash, { ...row })),
      find: (tokenHash) => later(() => resets.get(tokenHash)),
      remove: (tokenHash) => later(() => resets.delete(tokenHash)),
      removeOf: (userId) =>
        later(() => {
          for (const row of resets.values()) if (row.userId === userId) resets.delete(row.tokenHash)
        }),
    },
    sessions: {
      endAll: (userId) =>
        later(() => void events.push(`sessions of ${userId === user.id ? 'the user' : userId} ended`)),
    },
    smtpUrl: serviceUrl('smtp'),
    publicUrl: PUBLIC_URL,
    now: () => clock.time,
    log: (entry) => void entries.push(inspect(entry, { depth: 8, maxStringLength: null, breakLength: Infinity })),
    ...parts,
  }
  return { deps, user, password: () => passwords.get(user.id), resets, events, clock, logged: () => entries.join('\n') }
}

/** As a database does that ignores case: ı and i have one capital letter. */
function sameLetters(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase()
}

/** After two turns of the event loop, as from a database: requests at the same time get in between. */
async function later<T>(work: () => T): Promise<T> {
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  return work()
}

/** Not `fetch`, which does not let anybody lie about `Host`. */
function ask(
  server: Server,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer & { text: string }> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method: 'POST', signal: timeLimit(POST_MS), agent: false }
    const request = httpRequest({ ...options, headers: { ...(body !== undefined && JSON_TYPE), ...headers } })
    request.once('error', (error) => {
      reject(
        error.name === 'AbortError' ? new Error(`POST ${path} was not answered within ${POST_MS / 1000} s`) : error,
      )
    })
    request.once('response', async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      const shown = JSON.stringify(response.headers) + text
      resolve({ status: response.statusCode ?? 0, body: parsed(text), text: shown })
    })
    request.end(JSON.stringify(body))
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Takes the place of everybody who listens for rejections that nobody handles. */
function watchRejections(): { errors: unknown[]; stop: () => void } {
  const errors: unknown[] = []
  const before = process.listeners('unhandledRejection')
  const add = (error: unknown) => void errors.push(error)
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', add)
  const stop = () => {
    process.off('unhandledRejection', add)
    for (const listener of before) process.on('unhandledRejection', listener)
  }
  return { errors, stop }
}
