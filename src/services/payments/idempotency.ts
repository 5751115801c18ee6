import { createHash } from 'node:crypto'
import { ApiError } from './api-error.ts'

export interface Answer {
  status: number
  body: unknown
}

interface Kept {
  fingerprint: string
  at: number
  requestId: string
  answer?: Answer
}

const KEPT_MS = 24 * 60 * 60 * 1000
const LONGEST_KEY = 255

/** What was answered to which key of one account. */
export class IdempotencyKeys {
  readonly #kept = new Map<string, Kept>()

  /**
   * The answer that an earlier request with this key has got, or undefined for a first one, which must then `keep` or
   * `forget`.
   * @throws ApiError for other parameters, and while the first is still being carried out
   */
  begin(key: string, request: string[], requestId: string, now: number): { answer: Answer; first: string } | undefined {
    if (key.length > LONGEST_KEY) {
      throw idempotencyError(400, `Idempotency keys may have at most ${LONGEST_KEY} characters.`)
    }
    const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex')
    const kept = this.#kept.get(key)
    if (!kept || now - kept.at >= KEPT_MS) {
      this.#kept.set(key, { fingerprint, at: now, requestId })
      return undefined
    }
    if (kept.fingerprint !== fingerprint) {
      const same = 'Keys for idempotent requests can only be used with the same parameters they were first used with.'
      throw idempotencyError(400, `${same} Try another key than '${key}' if you meant another request.`)
    }
    if (kept.answer) return { answer: kept.answer, first: kept.requestId }
    const message = `Another request with the idempotency key '${key}' is in progress. Please try again later.`
    throw idempotencyError(409, message, 'idempotency_key_in_use')
  }

  keep(key: string, answer: Answer): void {
    const kept = this.#kept.get(key)
    if (kept) kept.answer = structuredClone(answer)
  }

  /** Nothing was carried out: the key is as good as new. */
  forget(key: string): void {
    this.#kept.delete(key)
  }
}

function idempotencyError(status: number, message: string, code?: string): ApiError {
  return new ApiError(status, { type: 'idempotency_error', message, ...(code !== undefined && { code }) })
}
