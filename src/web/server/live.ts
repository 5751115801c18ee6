import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Response } from 'express'
import type { LiveEvents } from '../api.ts'

export type Tell = <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) => void

const BEAT_MS = 15_000
const LOOK_MS = 500

/** All tabs that listen, and what the record of the workbook does meanwhile. */
export class LiveRoom {
  /** Names this server: after a restart it is another. */
  readonly #server: string
  readonly #record: string
  readonly #tabs = new Map<Response, Tell>()
  readonly #looking: NodeJS.Timeout
  readonly #warnings = new Set<string>()
  #seen: string

  constructor(server: string, workbook: string) {
    this.#server = server
    this.#record = join(workbook, 'progress.json')
    this.#seen = this.#stateOfRecord()
    this.#looking = setInterval(() => this.#look(), LOOK_MS)
  }

  /**
   * Answers with a stream of events that ends when the tab leaves.
   * @param look begins to watch what the tab looks at, and gives what ends that
   */
  open(response: Response, look: (tell: Tell) => () => void): void {
    const tell: Tell = (name, data) => {
      response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
    tell('hello', { server: this.#server })
    for (const message of this.#warnings) tell('warning', { message })
    const leave = look(tell)
    const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS)
    this.#tabs.set(response, tell)
    response.once('close', () => {
      clearInterval(beat)
      this.#tabs.delete(response)
      leave()
    })
  }

  /** Every request says again what is amiss. */
  warn(message: string): void {
    if (this.#warnings.has(message)) return
    this.#warnings.add(message)
    for (const tell of this.#tabs.values()) tell('warning', { message })
  }

  /** Something else that tabs show: they ask for it again. */
  changed(): void {
    for (const tell of this.#tabs.values()) tell('record', {})
  }

  close(): void {
    clearInterval(this.#looking)
    for (const response of this.#tabs.keys()) response.end()
  }

  /** Whoever writes it, in here or in a terminal. */
  #look(): void {
    const now = this.#stateOfRecord()
    if (now === this.#seen) return
    this.#seen = now
    this.changed()
  }

  #stateOfRecord(): string {
    const stats = statSync(this.#record, { throwIfNoEntry: false })
    return stats ? `${stats.size} ${stats.mtimeMs} ${stats.ino}` : ''
  }
}
