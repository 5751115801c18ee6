/** The learner's file in a real nginx, where there is one. It ends with the run. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, timeLimit } from 'backend-workbook/check'
import { writeCopy } from './copy.ts'
import { type Market, openMarket, type Seen } from './market.ts'
import { portOf } from './phases.ts'
import { effective, route } from './route.ts'

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

export interface RealNginx {
  market: Market
  ask: (port: 80 | 443, path: string, options?: Ask) => Promise<Answer>
  /** The answer as soon as its head is here, for streams and upgrades. */
  open: (path: string, options?: Ask) => Promise<{ status: number; first: Promise<string> }>
}

interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: Buffer
}

/** An empty text is for those who want the file read only. */
const NGINX = process.env['COURSE_NGINX'] ?? 'nginx'
const START_MS = 3000
const ANSWER_MS = 4000

/** Why the learner's file does not run, or an nginx that runs with it. */
let running: Promise<RealNginx | string> | undefined
let hasNginx: boolean | undefined
let stop = () => {}

afterAll(() => stop())

/** Does this where nginx is installed and starts; elsewhere reading has to do. */
export async function really(body: (nginx: RealNginx) => Promise<void>): Promise<void> {
  if (!isFitToAsk()) return
  const nginx = await realNginx()
  if (typeof nginx === 'object') await body(nginx)
}

/** Without TLS, or with a limit on everything, all answers are wrong for one reason, which its own check has read. */
function isFitToAsk(): boolean {
  const { levels } = route({ port: 443, path: '/api/orders' })
  const listens = (levels[1] ?? []).filter(({ name, args }) => name === 'listen' && portOf(args[0]) === 443)
  return listens.every(({ args }) => args.includes('ssl')) && effective(levels, 'limit_req').length === 0
}

/** What nginx says to the file, if it is installed and does not start. */
export async function complaint(): Promise<string | undefined> {
  const nginx = await realNginx()
  return typeof nginx === 'string' ? nginx : undefined
}

async function realNginx(): Promise<RealNginx | string | undefined> {
  hasNginx ??= NGINX !== '' && spawnSync(NGINX, ['-v']).status === 0
  if (!hasNginx) return undefined
  running ??= start()
  return running
}

export const seenIn = ({ text }: Answer): Seen => JSON.parse(text) as Seen

async function start(): Promise<RealNginx | string> {
  const market = await openMarket()
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'))
  let child: ChildProcess | undefined
  const end = () => {
    child?.kill('SIGKILL')
    market.close()
    rmSync(folder, { recursive: true, force: true })
  }
  stop = end
  const [http, https] = await freePorts()
  const file = await writeCopy({ folder, http, https, apps: market.ports })
  const settings = `daemon off; master_process off; pid "${join(folder, 'pid')}"; error_log stderr;`
  child = spawn(NGINX, ['-p', folder, '-c', file, '-e', 'stderr', '-g', settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr?.on('data', (bytes) => (output += String(bytes)))
  let ended = false
  child.once('close', () => (ended = true))
  const late = timeLimit(START_MS)
  while (!ended && !late.aborted) {
    if ((await answers(http)) || (await answers(https))) break
    await sleep(10)
  }
  if (ended) return /\[emerg\] (?:\d+#\d+: )?(.*)/.exec(output)?.[1]?.replaceAll(`${folder}/conf/`, '') ?? 'it ended'
  return clientOf(http, https, market)
}

function clientOf(http: number, https: number, market: Market): RealNginx {
  const send = (port: 80 | 443, path: string, { method = 'GET', headers = {}, body }: Ask) => {
    const options: RequestOptions & { rejectUnauthorized: boolean; servername: string } = {
      ...{ host: '127.0.0.1', port: port === 443 ? https : http, path, method, agent: false },
      ...{ rejectUnauthorized: false, servername: 'market.example', signal: timeLimit(ANSWER_MS) },
      headers: { host: 'market.example', ...(body && { 'content-length': body.length }), ...headers },
    }
    const request = port === 443 ? requestHttps(options) : requestHttp(options)
    // A body that is refused may break off.
    request.on('error', () => undefined)
    request.end(body)
    return request
  }
  return {
    market,
    ask: (port, path, options = {}) =>
      new Promise((resolve, reject) => {
        const request = send(port, path, options)
        let isAnswered = false
        request.once('error', (error) => !isAnswered && reject(error))
        request.once('response', (response) => {
          isAnswered = true
          const done = (text: string) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
          textOf(response).then(done, () => done(''))
        })
      }),
    open: (path, options = {}) =>
      new Promise((resolve, reject) => {
        const request = send(443, path, options)
        request.once('error', reject)
        request.once('upgrade', (_response, socket, head) => resolve({ status: 101, first: textOf(socket, head) }))
        request.once('response', (response) => {
          const first = new Promise<string>((settle) => response.once('data', (part) => settle(String(part))))
          response.on('error', () => undefined)
          resolve({ status: response.statusCode ?? 0, first })
        })
      }),
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>, head: Buffer | string = ''): Promise<string> {
  let text = String(head)
  for await (const part of stream) text += String(part)
  return text
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(Boolean(socket.destroy())))
    socket.once('error', () => resolve(false))
  })
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()]
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
        ),
    ),
  )
  for (const server of servers) server.close()
  return [ports[0] ?? 0, ports[1] ?? 0]
}
