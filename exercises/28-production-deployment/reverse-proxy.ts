import { createServer, type Server } from 'node:http'

export interface ProxyOptions {
  /** Where the backends listen: 'http://127.0.0.1:4001', without a path. */
  backends: string[]
  /** How long a backend may take, from having the whole request to beginning its answer. Default 30,000. */
  timeoutMs?: number
  /** Addresses of proxies in front of this one, such as '10.0.0.7'. Default: none. */
  trusted?: string[]
  /** Backends are asked `GET <path>` every `intervalMs`, and have `timeoutMs` to answer. */
  health: { path: string; intervalMs: number; timeoutMs: number }
}

export interface ReverseProxy {
  /** Not listening yet. */
  server: Server
  close: () => Promise<void>
}

/**
 * A reverse proxy in front of several backends. Answers of its own have a status and no promised body.
 *
 * Passing on
 * 1. Requests go to the backends in turn, in the order of the list, beginning with the first. Upgrades (10) take their turn like others.
 * 2. Method, path with query (as written), headers and body go on; status, headers and body come back, whatever the status. Several
 *    Set-Cookie stay several.
 * 3. Both bodies are streamed: a part goes on when it arrives, and the head of an answer before its first part. A body without Content-Length
 *    arrives whole, whatever the method.
 * 4. The backend gets Host as the client sent it, X-Forwarded-For with the address of the client's connection, X-Forwarded-Host with the
 *    Host, and X-Forwarded-Proto 'http'. What the client itself says in these three or in Forwarded is not passed on. If the connection
 *    comes from an address in `trusted`, it is believed: its address is added to X-Forwarded-For behind ', ', and the others stay as they are.
 *    An X-Forwarded header that it does not send is written as for anybody. Where a server listens on IPv6 too, Node calls the client 10.0.0.7
 *    `::ffff:10.0.0.7`: it is 10.0.0.7, in `trusted` and in the header.
 * 5. Headers of one connection are not passed on, in either direction: Keep-Alive, Proxy-Authenticate, Proxy-Authorization,
 *    Proxy-Connection, TE, Trailer, Upgrade (but see 10), and all that Connection names. Connection and Transfer-Encoding are each
 *    side's own.
 *
 * Failures
 * 6. Backends are in at first. A health check that brings no 2xx in time takes its backend out, and one that brings 2xx takes it in
 *    again. The first check comes after `intervalMs`. A backend that is out gets health checks and nothing else. With none in: 503.
 * 7. A connection that cannot be made, or that breaks before the answer begins, takes its backend out as well. A GET or HEAD without a body
 *    then goes to the next backend, to each at most once. 502 if all have failed. A request of any other kind is never sent twice: 502.
 * 8. A backend that is late (`timeoutMs`): 504. Its request is aborted, no other backend is tried, and it stays in. Once an answer has begun,
 *    it may take as long as it likes. An answer that breaks off in the middle breaks off for the client as well.
 * 9. When the client goes away, the request to the backend is aborted. The backend stays in.
 *
 * WebSockets
 * 10. A request with Upgrade goes on with its Upgrade and all its other headers, as in 4. After the backend's 101, bytes flow both ways as
 *     they arrive, those that came together with the heads included. When one side ends or breaks, the other does.
 * 11. Another answer than 101 goes to the client, with its headers and body. A backend that cannot be reached is out: 502, and no other is
 *     tried. One that is late, as in 8: 504. None in: 503.
 *
 * The end
 * 12. close() accepts no more connections, ends the health checks and the upgraded connections, and lets answers go on to their end. It
 *     resolves once the last one is out, and does not wait for clients that keep their connections, or that have opened one and sent nothing.
 *
 * @example
 * createProxy({ backends: ['http://127.0.0.1:4001'], health: { path: '/health', intervalMs: 5000, timeoutMs: 1000 } }).server.listen(8080)
 */
export function createProxy(options: ProxyOptions): ReverseProxy {
  const server = createServer((_request, response) => response.writeHead(503).end())
  return { server, close: async () => void server.close() }
}
