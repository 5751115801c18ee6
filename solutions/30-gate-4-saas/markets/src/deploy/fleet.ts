import { EventEmitter, once } from 'node:events'
import { Instance } from './instance.ts'

const PAUSE_MS = 200

/** The instances that run. Where one dies, another one takes its place. */
export class Fleet {
  readonly #size: number
  /** All that were started and have not ended, those that start or drain among them. */
  readonly #alive = new Set<Instance>()
  readonly #changes = new EventEmitter()
  #ready: Instance[] = []
  #turn = 0
  #isEnding = false

  constructor(size: number) {
    this.#size = size
    this.#changes.setMaxListeners(0)
  }

  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.#size }, () => this.#add()))
  }

  /** The next one in turn; where there are others, not one of these. */
  next(tried: ReadonlySet<Instance> = new Set()): Instance | undefined {
    const fresh = this.#ready.filter((instance) => !tried.has(instance))
    const candidates = fresh.length > 0 ? fresh : this.#ready
    this.#turn += 1
    return candidates[this.#turn % candidates.length]
  }

  /** Comes back when there is another instance than before, or after a while. */
  async change(ms: number): Promise<void> {
    await once(this.#changes, 'ready', { signal: AbortSignal.timeout(ms) }).catch(() => undefined)
  }

  /** Each old one drains when a new one is ready, so there are never fewer than before. */
  async reload(): Promise<void> {
    for (const old of [...this.#ready]) {
      // It may have died meanwhile, and then has its successor.
      if (!this.#ready.includes(old)) continue
      await this.#add()
      this.#retire(old)
      await old.drain()
    }
  }

  async stop(): Promise<void> {
    this.#isEnding = true
    this.#ready = []
    await Promise.all([...this.#alive].map((instance) => instance.drain()))
  }

  /** Tries until one is ready. */
  async #add(): Promise<void> {
    while (!this.#isEnding) {
      const instance = new Instance()
      this.#alive.add(instance)
      void instance.ended.then(() => this.#bury(instance))
      if (await instance.started()) {
        this.#ready.push(instance)
        this.#changes.emit('ready')
        return
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  #retire(instance: Instance): void {
    this.#ready = this.#ready.filter((each) => each !== instance)
  }

  /** One that was at work when it ended has died, and nobody has asked it to. */
  #bury(instance: Instance): void {
    this.#alive.delete(instance)
    if (!this.#ready.includes(instance)) return
    this.#retire(instance)
    void this.#add()
  }
}
