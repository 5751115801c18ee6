/** Works on the raw headers, keeps one list of those that are in, and asks for health with node:http. */
import http, { type ClientRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

interface Options {
  backends: string[]
  timeoutMs?: number
  trusted?: string[]
  health: { path: string; intervalMs: number; timeoutMs: number }
}

const OWN =
  /^(connection|keep-alive|proxy-(authenticate|authorization|connection)|te|trailer|transfer-encoding|upgrade)$/

function* pairs({ rawHeaders, headers }: IncomingMessage): Generator<[string, string]> {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
    .map((name) => name.trim())
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    const lower = name.toLowerCase()
    if (!OWN.test(lower) && !named.includes(lower)) yield [name, value]
  }
}

export function createProxy({ backends, timeoutMs = 30_000, trusted = [], health }: Options): {
  server: Server
  close: () => Promise<void>
} {
  const state = backends.map((url) => ({ url: new URL(url), up: true }))
  type One = (typeof state)[number]
  const timers = new Set<NodeJS.Timeout>()
  const sockets = new Set<Duplex>()
  let closing: (() => void) | undefined
  let running = 0
  let position = 0

  const choose = (except: Set<One>): One | undefined => {
    const order = [...state.slice(position), ...state.slice(0, position)]
    const found = order.find((one) => one.up && !except.has(one))
    if (found) position = (state.indexOf(found) + 1) % state.length
    return found
  }

  const call = (one: One, request: IncomingMessage, extra: string[] = []): ClientRequest => {
    const peer = (request.socket.remoteAddress ?? '').split(':').at(-1) ?? ''
    const known = trusted.includes(peer)
    const kept = [...pairs(request)].filter(
      ([name]) => known || !/^(forwarded|x-forwarded-(for|host|proto))$/i.test(name),
    )
    const has = (wanted: string) => kept.some(([name]) => name.toLowerCase() === wanted)
    const before = kept.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value)
    const flat = kept.filter(([name]) => name.toLowerCase() !== 'x-forwarded-for').flat()
    flat.push('X-Forwarded-For', [...before, peer].join(', '))
    if (!has('x-forwarded-host')) flat.push('X-Forwarded-Host', request.headers.host ?? '')
    if (!has('x-forwarded-proto')) flat.push('X-Forwarded-Proto', 'http')
    if (request.headers['transfer-encoding']) flat.push('Transfer-Encoding', 'chunked')
    const { hostname: host, port } = one.url
    const options = { host, port, method: request.method, path: request.url }
    return http.request({ ...options, headers: [...flat, ...extra] as never, agent: new http.Agent() })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bodiless =
      ['GET', 'HEAD'].includes(request.method ?? '') &&
      !request.headers['transfer-encoding'] &&
      ['0', undefined].includes(request.headers['content-length'])
    const tried = new Set<One>()
    for (;;) {
      const one = choose(tried)
      if (!one) return void response.writeHead(tried.size ? 502 : 503).end('no backend')
      tried.add(one)
      const how = await attempt(one, request, response, bodiless)
      if (how === 'late') return void response.writeHead(504).end('late')
      if (how !== 'broken') return
      one.up = false
      if (!bodiless) return void response.writeHead(502).end('broken')
    }
  }

  function attempt(one: One, request: IncomingMessage, response: ServerResponse, bodiless: boolean) {
    return new Promise<'done' | 'gone' | 'late' | 'broken'>((resolve) => {
      const out = call(one, request)
      const end = (how: 'done' | 'gone' | 'late' | 'broken') => {
        clearTimeout(timer)
        resolve(how)
      }
      let timer: NodeJS.Timeout | undefined
      out.on('finish', () => {
        timer = setTimeout(() => {
          end('late')
          out.destroy()
        }, timeoutMs)
      })
      out.on('response', (answer) => {
        end('done')
        response.writeHead(answer.statusCode ?? 500, [...pairs(answer)].flat())
        response.flushHeaders()
        answer.on('data', (part) => {
          if (!response.write(part)) answer.pause()
        })
        response.on('drain', () => answer.resume())
        answer.on('end', () => response.end())
        answer.on('close', () => answer.complete || response.destroy())
      })
      out.on('error', () => {
        request.unpipe(out)
        end(response.destroyed ? 'gone' : 'broken')
      })
      response.on('close', () => {
        end('gone')
        out.destroy()
      })
      if (bodiless) out.end()
      else request.pipe(out)
    })
  }

  const server = http.createServer((request, response) => {
    running += 1
    response.on('close', () => {
      running -= 1
      if (closing && running === 0) setImmediate(() => server.closeAllConnections())
    })
    void handle(request, response)
  })

  server.on('upgrade', (request, client: Duplex, head) => {
    sockets.add(client)
    client.on('close', () => sockets.delete(client)).on('error', () => client.destroy())
    const one = choose(new Set())
    const say = (status: number) =>
      client.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    if (!one) return void say(503)
    const out = call(one, request, ['Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''])
    const write = (answer: IncomingMessage, more: string) => {
      const lines = [...pairs(answer)].map(([name, value]) => `${name}: ${value}\r\n`).join('')
      client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines}${more}\r\n`)
    }
    let late = false
    const timer = setTimeout(() => {
      late = true
      out.destroy(new Error('late'))
    }, timeoutMs)
    out.on('close', () => clearTimeout(timer))
    out.on('upgrade', (answer, service: Duplex, first) => {
      write(answer, `Connection: Upgrade\r\nUpgrade: ${answer.headers.upgrade}\r\n`)
      client.write(first)
      service.write(head)
      for (const [from, to] of [
        [client, service],
        [service, client],
      ] as const) {
        from.pipe(to)
        from.on('close', () => to.destroy()).on('error', () => to.destroy())
      }
    })
    out.on('response', (answer) => {
      clearTimeout(timer)
      write(answer, 'Connection: close\r\n')
      answer.pipe(client)
    })
    out.on('error', () => {
      if (!late) one.up = false
      if (!client.destroyed) say(late ? 504 : 502)
    })
    client.on('close', () => out.destroy())
    out.end()
  })

  for (const one of state) {
    timers.add(
      setInterval(() => {
        const probe = http.get(new URL(health.path, one.url), { agent: false, timeout: health.timeoutMs }, (answer) => {
          const status = answer.resume().statusCode ?? 0
          one.up = status >= 200 && status < 300
        })
        probe
          .on('timeout', () => probe.destroy(new Error('late')))
          .on('error', () => {
            one.up = false
          })
      }, health.intervalMs),
    )
  }

  const close = () =>
    new Promise<void>((resolve) => {
      for (const timer of timers) clearInterval(timer)
      for (const socket of sockets) socket.destroy()
      closing = resolve
      server.close(() => resolve())
      if (running === 0) server.closeAllConnections()
    })
  return { server, close }
}
