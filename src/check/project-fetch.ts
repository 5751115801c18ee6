import { patience } from '../fenced/patience.ts'
import { restartClock, stopClock, Unsettled } from './fence.ts'
import { askHealth } from './health.ts'
import { NoAnswer, openHttp } from './http-ask.ts'
import type { ProjectProcess } from './project-process.ts'

/** A request that is alone may wait so long; while others are answered, so long again. Times are for an idle machine. */
const QUIET_MS = 1800
/** The stall timer hears of us more often than it runs out. */
const LOOK_MS = 900
const LONGEST_MS = 8000
const MANY = 3
const HEALTH_MS = 1000
/** Between a connection that breaks and the news that the process behind it has ended. */
const END_MS = 250

/**
 * `fetch` for a project. A route that never answers fails its check; a server that does not answer at all any more ends
 * the run. The whole answer is read before it is handed over, and the check gets its time again.
 */
export class ProjectClient {
  readonly #process: ProjectProcess
  readonly #ask: ReturnType<typeof openHttp>
  readonly #onEnd: () => Error
  #waiting = 0
  #lastAnswer = 0
  /** Requests that were never answered. */
  #hung = 0

  /** @param onEnd says that the process has ended by itself */
  constructor(process: ProjectProcess, url: string, onEnd: () => Error) {
    this.#process = process
    this.#ask = openHttp(url)
    this.#onEnd = onEnd
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const request = `${init.method ?? 'GET'} ${path}`
    const stop = new AbortController()
    const signal = init.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal
    this.#waiting += 1
    stopClock()
    const guard = this.#guard(request)
    try {
      const answer = await Promise.race([this.#ask(path, { ...init, signal }), guard.gaveUp])
      this.#lastAnswer = performance.now()
      return answer
    } catch (error) {
      stop.abort()
      if (error instanceof NoAnswer) throw await this.#explain(request, error)
      throw error
    } finally {
      guard.stop()
      this.#waiting -= 1
      if (this.#waiting === 0) restartClock()
      else stopClock()
    }
  }

  /** Rejects when waiting for this answer makes no sense any more. */
  #guard(request: string): { gaveUp: Promise<never>; stop: () => void } {
    const start = performance.now()
    // A server that never answers has shown it after a few, and thirty checks of it need not take a minute.
    const quietMs = (this.#hung < MANY ? QUIET_MS : QUIET_MS / 3) * patience()
    const healthMs = HEALTH_MS * patience()
    const late = `${request} was not answered within ${(quietMs / 1000).toFixed(1)} s`
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    const gaveUp = new Promise<never>((_, reject) => {
      const look = async () => {
        stopClock()
        const now = performance.now()
        const left = quietMs - (now - Math.max(start, this.#lastAnswer))
        if (left > 0 && now - start < LONGEST_MS * patience()) {
          timer = setTimeout(look, Math.min(left, LOOK_MS))
          return
        }
        const beat = setInterval(stopClock, LOOK_MS)
        const status = await askHealth(this.#process.port, healthMs)
        clearInterval(beat)
        if (isOver || this.#process.end() !== undefined) return
        this.#hung += 1
        if (status !== undefined) return reject(new Error(late))
        reject(new Unsettled(`${late}, and GET /health is not answered any more either`, quietMs + healthMs))
      }
      timer = setTimeout(look, LOOK_MS)
    })
    gaveUp.catch(() => undefined)
    return {
      gaveUp,
      stop() {
        isOver = true
        clearTimeout(timer)
      },
    }
  }

  async #explain(request: string, error: NoAnswer): Promise<Error> {
    await Promise.race([this.#process.exited, new Promise((resolve) => setTimeout(resolve, END_MS))])
    if (this.#process.end() !== undefined) return this.#onEnd()
    return new Error(`${request} failed: ${error.message}`, { cause: error })
  }
}
