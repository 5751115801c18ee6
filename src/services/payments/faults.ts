/** What goes wrong with the next requests that fit. */
export interface Fault {
  /** POST, GET; every method where it is left out. */
  method?: string
  /** A regular expression for the path, such as `/confirm$`; every path where it is left out. */
  path?: string
  /** How many requests; default 1. */
  times?: number
  /** How many that fit are spared before; default 0. */
  skip?: number
  /**
   * fail: 500, and nothing is carried out. lost: all is carried out, and the connection is closed in place of an answer.
   * lost-500: all is carried out, and the answer is a 500 that no key remembers. busy: 429. hold: all is carried out, but
   * not before `release`. hold-answer: all is carried out at once, and the answer comes at the `release`.
   */
  kind: 'fail' | 'lost' | 'lost-500' | 'busy' | 'hold' | 'hold-answer'
}

export class Faults {
  #planned: (Fault & { left: number; spared: number })[] = []
  #held: (() => void)[] = []

  plan(fault: Fault): void {
    this.#planned.push({ ...fault, left: fault.times ?? 1, spared: fault.skip ?? 0 })
  }

  /** The fault of this request, which is used up by it. */
  take(method: string, path: string): Fault['kind'] | undefined {
    const fault = this.#planned.find(
      (each) => each.left > 0 && (each.method ?? method) === method && new RegExp(each.path ?? '').test(path),
    )
    if (!fault) return undefined
    if (fault.spared > 0) {
      fault.spared -= 1
      return undefined
    }
    fault.left -= 1
    return fault.kind
  }

  /** Settles at the next `release`. */
  held(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve))
  }

  waiting(): number {
    return this.#held.length
  }

  /** Lets everything go on that is held, and plans nothing any more. */
  release(): void {
    this.#planned = []
    for (const goOn of this.#held.splice(0)) goOn()
  }
}
