import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `server.ts` beside `deploy.ts`, and `server.js` where both are compiled. */
const SERVER = fileURLToPath(new URL(`../server${extname(import.meta.url)}`, import.meta.url))
const DRAIN_MS = 9000
const END_MS = 3000

/** A process of the service, from its start to its end. */
export class Instance {
  port = 0
  readonly ended: Promise<unknown>
  readonly #child: ChildProcess
  #requests = 0
  #onIdle: () => void = () => undefined

  constructor() {
    this.#child = fork(SERVER, { env: { ...process.env, HOST: '127.0.0.1', PORT: '0' } })
    this.#child.on('error', () => undefined)
    this.ended = new Promise((resolve) => this.#child.once('exit', resolve))
  }

  /** Whether it is ready, as it says itself: it sends its port. */
  async started(): Promise<boolean> {
    const said = new Promise<unknown>((resolve) => this.#child.once('message', resolve))
    const message = Object(await Promise.race([said, this.ended]))
    if (!Number.isInteger(message.port)) return false
    this.port = message.port
    return true
  }

  /** A request goes to it; to be called back when that is over. */
  begin(): () => void {
    this.#requests += 1
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#requests -= 1
      if (this.#requests === 0) this.#onIdle()
    }
  }

  /**
   * Waits until its requests are answered, and only then tells it to end. A connection that was opened for a request a
   * moment ago may not have reached the instance yet, which would refuse it after the signal.
   */
  async drain(): Promise<void> {
    if (this.#requests > 0) await within(DRAIN_MS, new Promise<void>((resolve) => (this.#onIdle = resolve)))
    this.#child.kill('SIGTERM')
    await within(END_MS, this.ended)
    this.#child.kill('SIGKILL')
    await this.ended
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
