import type { Bank } from '../../../exercises/22-realtime-and-queues/jobs.ts'

/** How a call of the bank goes. */
export type Course =
  | 'pays'
  /** Its answer never comes until `release()`; the money is moved then. */
  | 'holds'
  | 'fails'
  /** The money was moved, and the answer got lost. */
  | 'pays and fails'
  | 'refuses'

export interface Call {
  key: string
  vendorId: string
  cents: number
  /** Milliseconds, of a clock that only goes on. */
  at: number
}

/** A bank whose calls go as the check says, the first ones of each vendor in the order of its plan. */
export class FakeBank implements Bank {
  readonly calls: Call[] = []
  /** The payment of each key. */
  readonly moved = new Map<string, { transferId: string; vendorId: string; cents: number }>()
  #plans = new Map<string, Course[]>()
  #held: (() => void)[] = []
  #isOpen = false
  working = 0
  most = 0

  plan(vendorId: string, ...courses: Course[]): void {
    this.#plans.set(vendorId, courses)
  }

  /** Nothing is held any more. */
  open(): void {
    this.#isOpen = true
    this.release()
  }

  release(): void {
    for (const go of this.#held.splice(0)) go()
  }

  callsOf(vendorId: string): Call[] {
    return this.calls.filter((call) => call.vendorId === vendorId)
  }

  /** What a vendor was paid, one entry a payment. */
  paid(vendorId: string): number[] {
    return [...this.moved.values()].filter((each) => each.vendorId === vendorId).map(({ cents }) => cents)
  }

  transferIdOf(vendorId: string): string | undefined {
    return [...this.moved.values()].find((each) => each.vendorId === vendorId)?.transferId
  }

  readonly transfer: Bank['transfer'] = async ({ key, vendorId, cents }) => {
    this.calls.push({ key, vendorId, cents, at: performance.now() })
    this.working += 1
    this.most = Math.max(this.most, this.working)
    try {
      return await this.#go(this.#plans.get(vendorId)?.shift() ?? 'pays', { key, vendorId, cents })
    } finally {
      this.working -= 1
    }
  }

  async #go(course: Course, order: { key: string; vendorId: string; cents: number }): Promise<{ transferId: string }> {
    if (course === 'holds' && !this.#isOpen) await new Promise<void>((resolve) => this.#held.push(resolve))
    if (course === 'fails') throw new Error('the bank is closed')
    if (course === 'refuses') throw Object.assign(new Error('the account does not exist'), { final: true })
    const { key, vendorId, cents } = order
    const known = this.moved.get(key)
    const transferId = known?.transferId ?? `t-${this.moved.size + 1}`
    if (!known) this.moved.set(key, { transferId, vendorId, cents })
    if (course === 'pays and fails') throw new Error('the connection was reset')
    return { transferId }
  }
}
