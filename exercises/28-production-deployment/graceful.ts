import type { Server } from 'node:http'

export interface StopOptions {
  /** Milliseconds between the first `isReady() === false` and the last new connection. Default 5,000. */
  waitMs?: number
  /** Milliseconds that running requests have after that. Default 10,000. */
  deadlineMs?: number
}

export interface Graceful {
  /** What the readiness route answers with: may the balancer send requests? */
  isReady: () => boolean
  /** Ends the server in good order. */
  stop: () => Promise<{ cut: number }>
}

/**
 * The last seconds of a server. It is called once, before the server listens.
 *
 * 1. `isReady()` is true until `stop()` is called, and false from that moment on. Until then, the server answers as it would without this function.
 *    Mind `upgrade`: a server without a listener for it answers a request with `Upgrade` like any other, and one with a listener does not.
 * 2. For `waitMs` the server takes new connections and answers as before: the balancer has not asked for readiness yet. 0 means that
 *    it does not wait.
 * 3. From the call of `stop()` on, each answer whose head is not sent yet has `Connection: close`, whenever its request came. So a client
 *    with a kept connection opens its next one elsewhere.
 * 4. After `waitMs` the server takes no new connection. All connections without a running request are closed at that moment: those that are
 *    kept open after an answer, those on which nothing was ever sent, and those on which only a part of a head has come.
 * 5. Running requests are answered to the end. A request runs from the moment when its head has arrived, also while its body is still
 *    on its way. Its connection is closed as soon as its answer is sent, even if that answer had promised to keep it (its head was sent before `stop()`).
 *    Closed means closed: a client that does not close its own side (a half-open connection) holds nothing up.
 * 6. `stop()` resolves as soon as no connection is left, without waiting for any time-out. A connection that was upgraded (a WebSocket) counts as running until it ends.
 * 7. `deadlineMs` after the server has stopped taking connections, all connections that are left are destroyed, upgraded ones too. 0 means
 *    that nobody gets time. `cut` is how many connections it has destroyed then: 0 if all went well.
 * 8. Further calls of `stop()` change nothing, and resolve with the same result at the same time.
 * 9. A server that does not listen is no error: `stop()` resolves with `{ cut: 0 }`, at once or after `waitMs`. 1 holds here as well.
 * 10. When `stop()` has resolved, no timer of it keeps the process alive.
 *
 * @example
 * const { isReady, stop } = graceful(server, { waitMs: 5000, deadlineMs: 10_000 })
 * app.get('/ready', (_request, response) => void response.status(isReady() ? 200 : 503).end())
 * process.on('SIGTERM', () => void stop().then(({ cut }) => process.exit(cut > 0 ? 1 : 0)))
 */
export function graceful(server: Server, _options: StopOptions = {}): Graceful {
  return {
    isReady: () => true,
    stop: async () => {
      server.close()
      return { cut: 0 }
    },
  }
}
