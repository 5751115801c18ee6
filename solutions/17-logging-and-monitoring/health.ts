import { type RequestHandler, type Response, Router } from 'express'

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

type State = 'up' | 'down' | 'timeout'

export function createHealth(options: HealthOptions): Health {
  const probes = options.dependencies.map((dependency) => ({ ...dependency, ask: probeOf(dependency, options) }))
  let phase: 'starting' | 'serving' | 'draining' = 'starting'

  const router = Router()
  router.get('/live', (_request, response) => send(response, 200, { status: 'live' }))
  router.get('/ready', async (_request, response) => {
    if (phase !== 'serving') return send(response, 503, { status: phase })
    const states = await Promise.all(probes.map(({ ask }) => ask()))
    // It may have changed while the dependencies were asked.
    if (phase !== 'serving') return send(response, 503, { status: phase })
    const isDown = probes.some(({ required = true }, i) => required && states[i] !== 'up')
    const dependencies = Object.fromEntries(probes.map(({ name }, i) => [name, states[i]]))
    const status = isDown ? 'down' : states.every((state) => state === 'up') ? 'ready' : 'degraded'
    send(response, isDown ? 503 : 200, { status, dependencies })
  })

  return {
    router,
    started() {
      if (phase === 'starting') phase = 'serving'
    },
    drain() {
      phase = 'draining'
    },
  }
}

/** Asks one dependency, or gives the answer that is still good. */
function probeOf(dependency: Dependency, options: HealthOptions): () => Promise<State> {
  const { timeoutMs = 500, cacheMs = 1000, now = Date.now } = options
  let last: { at: number; state: Promise<State>; running: boolean } | undefined
  return () => {
    if (last && (last.running || now() - last.at < cacheMs)) return last.state
    const latest = { at: now(), state: examine(dependency, timeoutMs, options.onFailure), running: true }
    void latest.state.then(() => {
      latest.running = false
    })
    last = latest
    return latest.state
  }
}

async function examine({ name, check }: Dependency, ms: number, onFailure: HealthOptions['onFailure']): Promise<State> {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`${name} did not answer within ${ms} ms`)
      stop.abort(error)
      reject(error)
    }, ms)
  })
  try {
    await Promise.race([(async () => check(stop.signal))(), late])
    return 'up'
  } catch (error) {
    tell(onFailure, name, error)
    return stop.signal.aborted ? 'timeout' : 'down'
  } finally {
    clearTimeout(timer)
  }
}

function tell(onFailure: HealthOptions['onFailure'], name: string, error: unknown): void {
  try {
    onFailure?.(name, error)
  } catch {
    // A broken log must not make a probe fail.
  }
}

function send(response: Response, status: number, body: object): void {
  response.status(status).set('Cache-Control', 'no-store').json(body)
}
