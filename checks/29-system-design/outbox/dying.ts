/** A process that dies at one of its steps: statements, and whatever else counts itself. */
import { Client } from 'pg'

export class Death {
  /** Whether it has come. */
  came = false
  /** Steps that were begun. */
  steps = 0
  readonly #at: number
  readonly #clients = new Set<Client>()

  constructor(at: number) {
    this.#at = at
  }

  async step<T>(work: () => Promise<T>): Promise<T> {
    this.steps += 1
    const isLast = this.steps === this.#at
    if (this.came) return this.#die()
    const result = await work()
    // Done, and nobody hears of it. To die before the next step would leave the same behind.
    if (isLast) return this.#die()
    return result
  }

  join(client: Client): void {
    this.#clients.add(client)
  }

  #die(): never {
    this.came = true
    for (const client of this.#clients) streamOf(client)?.destroy()
    throw new Error('The process has died')
  }
}

function streamOf(client: object): { destroy: () => void } | undefined {
  return 'connection' in client ? (client.connection as { stream: { destroy: () => void } }).stream : undefined
}

type Callback = (error: unknown, result?: unknown) => void

/** For `new Pool({ Client })`: its statements are steps. */
export function dyingClient(death: Death): new () => Client {
  return class extends Client {
    constructor(...args: ConstructorParameters<typeof Client>) {
      super(...args)
      death.join(this)
    }

    // biome-ignore lint/suspicious/noExplicitAny: the driver has a dozen overloads
    override query(...args: any[]): any {
      const callback = typeof args.at(-1) === 'function' ? (args.pop() as Callback) : undefined
      const done = death.step<unknown>(() => Reflect.apply(super.query, this, args))
      if (!callback) return done
      done.then(
        (result) => callback(null, result),
        (error) => callback(error),
      )
    }
  } as new () => Client
}
