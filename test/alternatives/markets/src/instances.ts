import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const DRAIN_MS = 7000
const END_MS = 1500
const PAUSE_MS = 200

export interface Instance {
  child: ChildProcess
  port: number
  /** Requests that it works on. */
  underWay: number
}

const program = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './server.ts' : './server.js', import.meta.url))

/** Keeps this many instances ready. */
export class Instances {
  #ready: Instance[] = []
  #children = new Set<ChildProcess>()
  #turn = 0
  #isOver = false

  get count(): number {
    return this.#ready.length
  }

  /** The next in turn, and not one of these. */
  next(not: readonly Instance[]): Instance | undefined {
    const able = this.#ready.filter((instance) => !not.includes(instance))
    this.#turn += 1
    return able[this.#turn % able.length]
  }

  /** Starts one, and another in its place when it dies. */
  async start(): Promise<Instance | undefined> {
    while (!this.#isOver) {
      const child = fork(program, { env: { ...process.env, PORT: '0', HOST: '127.0.0.1' } })
      this.#children.add(child)
      child.on('error', () => undefined)
      const gone = once(child, 'exit').then(() => this.#children.delete(child))
      const port = await Promise.race([
        once(child, 'message').then(([message]) => (message as { port: number }).port),
        gone.then(() => undefined),
      ])
      if (port !== undefined) {
        const instance = { child, port, underWay: 0 }
        this.#ready.push(instance)
        void gone.then(() => {
          if (this.#forget(instance)) void this.start()
        })
        return instance
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    return undefined
  }

  #forget(instance: Instance): boolean {
    const at = this.#ready.indexOf(instance)
    if (at >= 0) this.#ready.splice(at, 1)
    return at >= 0
  }

  /** One after the other; each is there before the old one goes. */
  async replaceAll(): Promise<void> {
    for (const old of [...this.#ready]) {
      if (this.#isOver) return
      if (!this.#ready.includes(old)) continue
      await this.start()
      if (!this.#forget(old)) continue
      const end = performance.now() + DRAIN_MS
      while (old.underWay > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
      await this.#end(old.child)
    }
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS)
    await gone
    clearTimeout(late)
  }

  async endAll(): Promise<void> {
    this.#isOver = true
    this.#ready = []
    await Promise.all([...this.#children].map((child) => this.#end(child)))
  }
}
