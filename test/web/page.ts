/** `course web` as a real process, and requests as a browser sends them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { LiveEvents } from '../../src/web/api.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { courseEnv, deferred, linkedCourse, type RunOptions } from '../fixtures/cli.ts'

export interface ServedPage {
  child: ChildProcess
  /** With its token. */
  address: string
  port: number
  cwd: string
  workbook: string
  /** What a browser has after its first request. */
  cookie: string
  ask: (method: string, path: string, more?: Asked) => Promise<Answer>
  /** The JSON of an answer that must be a yes. */
  json: <T>(method: string, path: string, body?: unknown) => Promise<T>
  live: (exercise?: string) => Promise<Live>
  /** Ctrl-C; gives the exit code. */
  end: () => Promise<number>
}

export interface Asked {
  /** Undefined takes one of the usual headers away. */
  headers?: Record<string, string | undefined>
  body?: unknown
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

const pages: ServedPage[] = []

/** For `afterAll`. */
export async function closePages(): Promise<void> {
  for (const { child } of pages.splice(0)) {
    if (child.exitCode === null) child.kill('SIGKILL')
  }
}

export async function openPage(
  options: RunOptions & { command?: string[]; args?: string[]; cookie?: string } = {},
): Promise<ServedPage> {
  const cwd = options.cwd ?? temporaryFolder('page')
  const command = [...(options.command ?? ['web']), '--no-open', ...(options.args ?? [])]
  const [program = '', ...words] = [...(options.under ?? []), process.execPath, linkedCourse(), ...command]
  const child = spawn(program, words, { cwd, env: courseEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'] })
  // What it says at the start is no news; a bug is.
  child.stderr.on('data', (text) => /Error|^ +at /m.test(String(text)) && process.stderr.write(text))
  const address = await firstLine(child)
  const port = Number(new URL(address).port)
  const ask = (method: string, path: string, { headers = {}, body }: Asked = {}) =>
    sendRequest(port, method, path, {
      headers: { host: `127.0.0.1:${port}`, cookie: page.cookie, ...ofChange(method, port), ...headers },
      body,
    })
  const page: ServedPage = {
    child,
    address,
    port,
    cwd,
    workbook: join(cwd, 'workbook'),
    cookie: options.cookie ?? (await cookieFor(address)),
    ask,
    json: async (method, path, body) => {
      const { status, text } = await ask(method, `/api${path}`, { body })
      if (status >= 300) throw new Error(`${method} ${path} was answered with ${status}: ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    live: (exercise) => openLive(page, exercise),
    end: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      return (await ended)[0]
    },
  }
  pages.push(page)
  return page
}

function ofChange(method: string, port: number): Record<string, string> {
  return method === 'GET' ? {} : { origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (text.includes('\n')) return text.split('\n')[0] ?? ''
  }
  throw new Error(`course web ended without an address: ${text}`)
}

async function cookieFor(address: string): Promise<string> {
  const { host, port, pathname, search } = new URL(address)
  const { headers } = await sendRequest(Number(port), 'GET', pathname + search, { headers: { host } })
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

export function sendRequest(
  port: number,
  method: string,
  path: string,
  { headers = {}, body }: Asked,
): Promise<Answer> {
  const { promise, resolve, reject } = deferred<Answer>()
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const asked = httpRequest({ host: '127.0.0.1', port, method, path, headers: Object.fromEntries(given), agent: false })
  asked.once('error', reject).once('response', async (response) => {
    try {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
    } catch (error) {
      reject(error)
    }
  })
  asked.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  return promise
}

type Name = keyof LiveEvents
type Event = { [N in Name]: { name: N; data: LiveEvents[N] } }[Name]

export interface Live {
  events: Event[]
  /** The next event of that name that was not given yet. */
  next: <N extends Name>(name: N) => Promise<LiveEvents[N]>
  close: () => void
}

const LONGEST_MS = 60_000

function openLive(page: ServedPage, exercise?: string): Promise<Live> {
  const { promise, resolve, reject } = deferred<Live>()
  const events: Event[] = []
  let given = 0
  let wake = () => {}
  const path = `/api/live${exercise === undefined ? '' : `?exercise=${exercise}`}`
  const asked = httpRequest({
    host: '127.0.0.1',
    port: page.port,
    path,
    headers: { cookie: page.cookie },
    agent: false,
  })
  const next: Live['next'] = async (name) => {
    const until = performance.now() + LONGEST_MS
    for (;;) {
      const at = events.findIndex((event, index) => index >= given && event.name === name)
      const found = events[at]
      if (found) {
        given = at + 1
        return found.data as LiveEvents[typeof name]
      }
      const left = until - performance.now()
      if (left <= 0) throw new Error(`no ${name} came; there were ${events.map((event) => event.name).join(', ')}`)
      await new Promise<void>((again) => {
        const timer = setTimeout(again, left)
        wake = () => {
          clearTimeout(timer)
          again()
        }
      })
    }
  }
  asked.once('error', reject).once('response', (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      events.push(...blocks.flatMap(eventOf))
      wake()
    })
    response.on('error', () => {})
    if (response.statusCode !== 200) return reject(new Error(`live was answered with ${response.statusCode}`))
    resolve({ events, next, close: () => asked.destroy() })
  })
  asked.end()
  return promise
}

function eventOf(block: string): Event[] {
  const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
  return name && data ? [{ name: name as Name, data: JSON.parse(data) }] : []
}
