/** What the checks of the production chain share: requests as they are written, hang-ups included, and the log lines. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { type App, expect, sharedApp, timeLimit } from 'backend-workbook/check'

export const KEYS = ['north-mill-0f1e2d3c4b5a', 'salt-and-co-5a4b3c2d1e0f'] as const
export const [KEY] = KEYS

/** The learner's server, with two keys, in a list as people write them. */
export const server = () => sharedApp({ env: { API_KEYS: ` ${KEYS.join(' ,  ')} ` } })

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface Ask {
  method?: string
  /** Goes into the Authorization header; `undefined` for a stranger. */
  key?: string | undefined
  headers?: Record<string, string>
  body?: string | Buffer
  /** Sends the body without saying how long it is. */
  unannounced?: boolean
  /** Says how long the body is, and never sends it. */
  withheld?: boolean
}

const ASK_MS = 1500

/** One request on a connection of its own. An answer that comes before all of the body was sent counts. */
export function ask(app: App, path: string, options: Ask = {}): Promise<Answer> {
  const { method = 'GET', key, body, unannounced, withheld } = options
  const headers: Record<string, string | number> = { ...options.headers }
  if (key !== undefined) headers['authorization'] = `Bearer ${key}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (body !== undefined && !unannounced) headers['content-length'] = Buffer.byteLength(body)
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: app.port, method, path, headers, agent: false })
    timeLimit(ASK_MS).addEventListener('abort', () => request.destroy(new Error(`${method} ${path} was not answered`)))
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        request.destroy()
        const text = Buffer.concat(chunks).toString('latin1')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    // After the answer it means nothing any more: the promise has settled.
    request.on('error', reject)
    if (withheld) request.flushHeaders()
    else {
      // In two pieces, or Node itself would announce the length.
      if (unannounced) request.write(body?.slice(0, 1))
      request.end(unannounced ? body?.slice(1) : body)
    }
  })
}

/** Sends a GET and hangs up without waiting for the answer. */
export function hangUp(app: App, path: string, headers: Record<string, string>): Promise<void> {
  const lines = Object.entries({ host: 'shop', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve, reject) => {
    const socket = connect(app.port, '127.0.0.1')
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, () => socket.destroy())
  })
}

/** A body of exactly so many bytes that holds a list of one line. */
export function bodyOf(bytes: number, letter = 'x'): string {
  const room = bytes - JSON.stringify({ lines: [''] }).length
  const size = Buffer.byteLength(letter)
  return JSON.stringify({ lines: [letter.repeat(room / size) + 'x'.repeat(room % size)] })
}

/** The JSON of an answer, or its text when it is none, for comparisons that a learner can read. */
export function json(answer: Answer): unknown {
  try {
    return JSON.parse(Buffer.from(answer.body, 'latin1').toString('utf8'))
  } catch {
    return `not JSON: ${answer.body.slice(0, 200)}`
  }
}

/** For checks that wait until nothing comes any more. */
export const PATIENT_MS = 2800

/** What every failure must be: its status, these three keys and no others, and the id that is in the header as well. */
export function expectFailure(answer: Answer, [status, code]: [number, string], what: string, message?: string): void {
  expect([answer.status, json(answer)], what).toEqual([
    status,
    {
      error: {
        code,
        message: message ?? expect.stringMatching(/\S/),
        requestId: answer.headers['x-request-id'] ?? 'the id in the X-Request-Id header',
      },
    },
  ])
}

export interface LogLine {
  id: string
  method: string
  path: string
  status: number
  ms: number
}

/** The lines that name this id,  waited for until there are as many, for they come after the answer. */
export async function logLines(app: App, id: string, count = 1): Promise<LogLine[]> {
  // What stands behind the last line break is not yet a line.
  const whole = () => app.output('stdout').split('\n').slice(0, -1)
  const lines = () => whole().filter((line) => line.includes(id))
  for (let turn = 0; turn < 100 && lines().length < count; turn += 1) await pause(10)
  await pause(10)
  return lines().map(parsed)
}

/** The line itself where it is no JSON, to be shown in a comparison. */
function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return line as unknown as LogLine
  }
}

/** What is on stderr when the server has printed this there, waited for, but not for ever. */
export async function errorsWith(app: App, text: string): Promise<string> {
  for (let turn = 0; turn < 100 && !app.output('stderr').includes(text); turn += 1) await pause(10)
  return app.output('stderr')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
