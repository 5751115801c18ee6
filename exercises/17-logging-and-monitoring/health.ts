import { type RequestHandler, Router } from 'express'

export interface Dependency {
  name: string
  /** Resolves when it works, rejects when it does not. The signal is aborted when nobody waits for the answer any more. */
  check: (signal: AbortSignal) => Promise<unknown>
  /** Whether the service is of no use without it. Default true. */
  required?: boolean
}

export interface HealthOptions {
  dependencies: Dependency[]
  /** Milliseconds that a dependency has for its answer. Default 500. */
  timeoutMs?: number
  /** Milliseconds for which an answer is good for the next probe, too. Default 1,000. */
  cacheMs?: number
  /** The clock, in milliseconds. Default Date.now. It tells how old an answer is; the time-out uses real timers. */
  now?: () => number
  /** Gets what went wrong, for the log. */
  onFailure?: (name: string, error: unknown) => void
}

export interface Health {
  /** Answers GET /live and GET /ready. */
  router: RequestHandler
  /** The service has started: from now on /ready asks the dependencies. */
  started: () => void
  /** The service is about to end: from now on /ready says no. */
  drain: () => void
}

/**
 * The two questions of an orchestrator. /live: should this process be killed? /ready: should it get requests now?
 * Answers are JSON with `Cache-Control: no-store`.
 *
 * 1. GET /live is always 200 `{ "status": "live" }`: before `started`, with every dependency down, after `drain`. It asks no
 *    dependency.
 * 2. GET /ready before `started` is 503 `{ "status": "starting" }`, and asks no dependency.
 * 3. Then it is 200 `{ "status": "ready", "dependencies": { "<name>": "up", … } }` when all are up. All are asked at the same
 *    time.
 * 4. A dependency whose check rejects or throws is "down". One required dependency that is not up makes it 503 with
 *    `"status": "down"`. Where only others are not up, it is 200 with `"status": "degraded"`. The state of every dependency
 *    is in the answer, whichever failed.
 * 5. A check that has not settled after `timeoutMs` makes the dependency "timeout", which is not up. Its signal is aborted.
 *    What the check does later changes nothing.
 * 6. Probes ask each dependency at most once in `cacheMs`, counted by `now` from the moment when its check was started, and
 *    probes at the same time share one check, however long it takes. This goes for failures as well. When `cacheMs` have passed, the next probe asks
 *    again. With a `cacheMs` of 0 only probes at the same time share.
 * 7. After `drain`, /ready is 503 `{ "status": "draining" }`, at once and for good, whether or not the service has started. It
 *    asks no dependency.
 * 8. The answer holds nothing else: no message, no address, no stack. `onFailure` is called once for each check that failed,
 *    with the name and what was thrown; for a time-out with an Error. If `onFailure` itself throws, the answer is the same.
 *
 * @example
 * const health = createHealth({ dependencies: [{ name: 'db', check: () => pool.query('SELECT 1') }] })
 * app.use(health.router)
 * // GET /ready → 503 { "status": "starting" }; after health.started() → 200 { "status": "ready", "dependencies": { "db": "up" } }
 */
export function createHealth(_options: HealthOptions): Health {
  const router = Router()
  router.get(['/live', '/ready'], (_request, response) => void response.json({ status: 'ready' }))
  return { router, started: () => {}, drain: () => {} }
}
