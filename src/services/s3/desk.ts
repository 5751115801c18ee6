/** What a run's checks are told of the requests that came, and the faults that they order. */
import type { Asked, Operation } from './asked.ts'

/** A request as it came, and what came of it; it grows while the request goes on. */
export interface SeenRequest {
  operation: Operation
  method: string
  key: string
  /** Names in lower case. Of the authorization it says only that it was there. */
  headers: Record<string, string>
  /** Who vouched for it: a header, the query of a presigned address, the policy of a form. */
  signed?: 'header' | 'query' | 'policy'
  /** Of the body, framing and all, so far. */
  bytes: number
  /** Absent while it goes on, and where the connection broke. */
  status?: number
  /** Of S3's errors. */
  code?: string
  /** The connection ended before the answer did. */
  broken?: true
}

/** How a request of one operation goes wrong, once or more often. */
export type Fault = {
  operation: Operation
  /** How many requests it is for; default 1. */
  times?: number
} & (
  | /** The body is read, and the answer is InternalError or SlowDown; nothing is kept. */ { answer: 500 | 503 }
  | /** The connection ends after so many bytes of the body, or of the answer to a GET. */ { cutAfter: number }
  | /** Nothing more is read after so many bytes, until faults are cleared. */ { holdAfter: number }
  | /** Milliseconds between two pieces of the body. */ { slow: number }
)

/** A client that asks again and again is no reason to run out of memory. */
const MOST_SEEN = 5000

export class Desk {
  readonly seen: SeenRequest[] = []
  #faults: Fault[] = []
  #release: () => void = () => undefined
  #held: Promise<void> = new Promise((resolve) => {
    this.#release = resolve
  })

  note({ operation, method, key, headers }: Asked): SeenRequest {
    const told = Object.entries(headers).map(([name, values]) => [
      name,
      name === 'authorization' ? '(sent)' : values.join(','),
    ])
    const request: SeenRequest = { operation, method, key, headers: Object.fromEntries(told), bytes: 0 }
    if (this.seen.length < MOST_SEEN) this.seen.push(request)
    return request
  }

  order(fault: Fault): void {
    this.#faults.push(fault)
  }

  /** The one for this request, which is then used up by one. */
  take(operation: Operation): Fault | undefined {
    const fault = this.#faults.find((each) => each.operation === operation)
    if (!fault) return undefined
    const left = (fault.times ?? 1) - 1
    this.#faults = this.#faults.flatMap((each) =>
      each === fault ? (left > 0 ? [{ ...fault, times: left }] : []) : [each],
    )
    return fault
  }

  /** Settles when the faults are cleared. */
  get held(): Promise<void> {
    return this.#held
  }

  clear(): void {
    this.#faults = []
    this.#release()
    this.#held = new Promise((resolve) => {
      this.#release = resolve
    })
  }
}
