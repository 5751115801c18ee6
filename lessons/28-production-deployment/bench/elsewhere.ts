import { EventEmitter } from 'node:events'

/** Stands for a server that listens already, in other processes. */
export class Elsewhere extends EventEmitter {
  readonly #port: number

  constructor(port: number) {
    super()
    this.#port = port
  }

  listen(_port: number, _host: string, done: () => void): void {
    setImmediate(done)
  }

  address(): { port: number } {
    return { port: this.#port }
  }
}
