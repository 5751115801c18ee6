/** An object for each dependency, and a bell that drain() rings for the probes that wait, in place of a second look. */
import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestHandler } from 'express'
import type { Dependency, Health, HealthOptions } from '../../exercises/17-logging-and-monitoring/health.ts'

interface Result {
  state: 'up' | 'down' | 'timeout'
  error?: unknown
}

/** Asks one dependency, shares the question and keeps the answer. */
class Probe {
  readonly name: string
  readonly required: boolean
  #dependency: Dependency
  #options: Required<HealthOptions>
  #startedAt = 0
  #running: Promise<Result> | undefined
  #last: Result | undefined

  constructor(dependency: Dependency, options: Required<HealthOptions>) {
    this.name = dependency.name
    this.required = dependency.required ?? true
    this.#dependency = dependency
    this.#options = options
  }

  state(): Promise<Result> {
    if (this.#running) return this.#running
    const time = this.#options.now()
    if (this.#last && time < this.#startedAt + this.#options.cacheMs) return Promise.resolve(this.#last)
    this.#startedAt = time
    this.#running = this.#ask().then((result) => {
      this.#running = undefined
      this.#last = result
      if (result.state !== 'up') this.#tell(result.error)
      return result
    })
    return this.#running
  }

  async #ask(): Promise<Result> {
    const forCheck = new AbortController()
    const forTimer = new AbortController()
    const answer = (async () => this.#dependency.check(forCheck.signal))().then(
      (): Result => ({ state: 'up' }),
      (error): Result => ({ state: 'down', error }),
    )
    const late = sleep(this.#options.timeoutMs, undefined, { signal: forTimer.signal }).then(
      (): Result => ({ state: 'timeout', error: new Error(`${this.name} did not answer in time`) }),
      (): Promise<Result> => answer,
    )
    const result = await Promise.race([answer, late])
    forTimer.abort()
    if (result.state === 'timeout') forCheck.abort(result.error)
    return result
  }

  #tell(error: unknown): void {
    // a promise swallows what onFailure throws, now or later
    void (async () => this.#options.onFailure(this.name, error))().catch(() => undefined)
  }
}

export function createHealth(options: HealthOptions): Health {
  const complete: Required<HealthOptions> = {
    dependencies: options.dependencies,
    timeoutMs: options.timeoutMs ?? 500,
    cacheMs: options.cacheMs ?? 1000,
    now: options.now ?? (() => Date.now()),
    onFailure: options.onFailure ?? (() => {}),
  }
  const probes = complete.dependencies.map((dependency) => new Probe(dependency, complete))
  const bell = new EventEmitter().setMaxListeners(0)
  let hasStarted = false
  let isDraining = false

  async function ready(): Promise<[number, object]> {
    if (isDraining) return [503, { status: 'draining' }]
    if (!hasStarted) return [503, { status: 'starting' }]
    const stop = new AbortController()
    const results = await Promise.race([
      Promise.all(probes.map((probe) => probe.state())),
      once(bell, 'drain', { signal: stop.signal }).then(
        () => undefined,
        () => undefined,
      ),
    ])
    stop.abort()
    if (isDraining || !results) return [503, { status: 'draining' }]
    const bad = probes.filter((_probe, i) => results[i]?.state !== 'up')
    const status = bad.some((probe) => probe.required) ? 'down' : bad.length > 0 ? 'degraded' : 'ready'
    const states = Object.fromEntries(probes.map((probe, i) => [probe.name, results[i]?.state]))
    return [status === 'down' ? 503 : 200, { status, dependencies: states }]
  }

  const router: RequestHandler = async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const path = request.path.replace(/(.)\/$/, '$1')
    if (path !== '/live' && path !== '/ready') return next()
    const [status, body] = path === '/live' ? [200, { status: 'live' }] : await ready()
    response.statusCode = status as number
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    response.end(JSON.stringify(body))
  }

  return {
    router,
    started: () => {
      hasStarted = true
    },
    drain: () => {
      isDraining = true
      bell.emit('drain')
    },
  }
}
