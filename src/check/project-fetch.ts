import { lateAnswer, type Progress } from './asked.ts'
import { restartClock, stopClock, Unsettled } from './fence.ts'
import { askHealth, authorityOf } from './health.ts'
import { type Ask, NoAnswer, openHttp } from './http-ask.ts'
import { noteRunOut, stretched } from './in-time.ts'
import type { ProjectProcess } from './project-process.ts'

/** A request that is alone may wait so long; while others are answered, so long again. Times are for an idle machine. */
const QUIET_MS = 1800
/** The stall timer hears of us more often than it runs out. */
const LOOK_MS = 900
const LONGEST_MS = 8000
const MANY = 3
const HEALTH_MS = 500
/** Between a connection that breaks and the news that the process behind it has ended. */
const END_MS = 250

/**
 * `fetch` for a project. A route that never answers fails its check; a server that does not answer at all any more ends
 * the run. The whole answer is read before it is handed over, and the check gets its time again.
 */
export class ProjectClient {
  readonly #process: ProjectProcess
  readonly #ask: Ask
  readonly #onEnd: () => Error
  #waiting = 0
  #lastAnswer = 0
  /** Requests that were never answered. */
  #hung = 0

  /** @param onEnd says that the process has ended by itself */
  constructor(process: ProjectProcess, onEnd: () => Error) {
    this.#process = process
    this.#ask = openHttp(() => `http://${authorityOf(process.host, process.port)}`)
    this.#onEnd = onEnd
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const request = `${init.method ?? 'GET'} ${path}`
    const stop = new AbortController()
    const signal = init.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal
    this.#waiting += 1
    stopClock()
    const progress: Progress = { bytes: 0 }
    const guard = this.#guard(request, progress)
    try {
      const answer = await Promise.race([this.#ask(path, { ...init, signal }, progress), guard.gaveUp])
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
  #guard(request: string, progress: Progress): { gaveUp: Promise<never>; stop: () => void } {
    const start = performance.now()
    // A server that never answers has shown it after a few, and thirty checks of it need not take a minute.
    const quietMs = this.#hung < MANY ? QUIET_MS : QUIET_MS / 3
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    const gaveUp = new Promise<never>((_, reject) => {
      const look = async () => {
        stopClock()
        const now = performance.now()
        const quietSince = now - Math.max(start, this.#lastAnswer)
        const left = stretched(quietMs) - quietSince
        if (left > 0 && now - start < stretched(LONGEST_MS)) {
          timer = setTimeout(look, Math.min(left, LOOK_MS))
          return
        }
        const beat = setInterval(stopClock, LOOK_MS)
        const status = await askHealth(this.#process.host, this.#process.port, stretched(HEALTH_MS))
        clearInterval(beat)
        if (isOver || this.#process.end() !== undefined) return
        this.#hung += 1
        noteRunOut(quietMs, quietSince)
        const late = `${request} ${lateAnswer(progress, Math.round(quietSince / 100) * 100)}`
        if (status !== undefined) return reject(new Error(late))
        reject(new Unsettled(`${late}, and GET /health is not answered any more either`, Math.round(quietSince)))
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
