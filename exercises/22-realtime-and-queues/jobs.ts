import express, { type Express } from 'express'

/** Somebody else's service, which is slow. It moves money once for each key: a key that it knows gets the transfer of the first time. */
export interface Bank {
  /**
   * @throws an Error when it did not work, or when nobody knows whether it did. With `final: true` on it, the bank will never do it:
   * trying again is useless. All others may be tried again.
   */
  transfer: (order: { key: string; vendorId: string; cents: number }) => Promise<{ transferId: string }>
}

export interface JobSettings {
  /** So often a payout is tried, the first time included. */
  attempts: number
  /** At least this long between the first try and the second; twice as long before the third, four times before the fourth … */
  backoffMs: number
  /** Payouts that one worker works on at the same time. */
  concurrency: number
  /** From one summary to the next. */
  summaryMs: number
  /** BullMQ's `lockDuration`: a worker that has not renewed the lock of a job for so long has lost the job. */
  lockMs: number
  /** BullMQ's `stalledInterval`: so often a worker looks for jobs whose lock is lost. */
  stalledMs: number
}

export interface JobDeps {
  redisUrl: string
  /** The name of the queue, letters and digits. Whatever you keep in Redis bears this name, for others use the same Redis. */
  queue: string
  settings: JobSettings
}

export interface WorkerDeps extends JobDeps {
  bank: Bank
  /** Mails the operators how many payouts there were. */
  sendSummary: () => Promise<void>
}

export interface PayoutApi {
  app: Express
  /** Ends the connections to Redis. Nobody calls it while Redis is away. */
  close: () => Promise<void>
}

export interface PayoutWorker {
  /** See 9. */
  stop: () => Promise<void>
}

/**
 * The API of the payouts, and nothing but the API: it pays nobody, and answers as well when no worker runs. Bodies are JSON; you may assume that they are well-formed.
 *
 * 1. `POST /payouts { id, vendorId, cents, payAt? }` puts the payout into the queue and answers 202 at once, with the header
 *    `Location: /payouts/<id>` and the body `{ id, status: 'queued' }`. It never waits for a worker. Where no worker runs, the payout
 *    waits in Redis until one comes.
 * 2. `GET /payouts/<id>` gives `{ id, status }`, where status is 'queued' (it waits, for whatever: a worker, its time, the next try), 'paying',
 *    'paid' or 'failed'. Once it is paid, there is a `transferId` as well, the bank's. An unknown id is 404 `{ "error": "not_found" }`.
 *    A payout is known as long as the queue exists.
 * 3. The id is the client's: 1 to 100 characters, each a letter from a to z (either case), a digit, '-', '_' or ':'. 'order:42', '42' and 'a:b:c' are
 *    ids; 'a:b', 'a-b' and 'a_b' are three different payouts. In `Location` it may be encoded (`order%3A42`) or not. A POST with an id that is known
 *    and with other fields that are right gets 202, the `Location`, and `{ id, status }` with the status that the payout has now. It changes nothing: not
 *    while the payout waits, and not after it was paid or has failed, even if the vendor or the amount is another one.
 * 4. `vendorId` is a text that is not empty, `cents` a whole number of at least 1 (a safe integer), `payAt`, where given, a finite number, a time in
 *    milliseconds as of `Date.now()`; null is no number. Everything else is 400 `{ "error": "bad_request" }`, and nothing is queued.
 * 5. `payAt` is the earliest time of the first try; a time in the past means now.
 * 6. Dead letters: a payout that was tried `settings.attempts` times, or that the bank refused with `final: true`, is 'failed', and nobody
 *    tries it any more. `GET /dead-letters` gives all of them, in any order: `[{ id, vendorId, cents, attempts, error }]`, where `attempts` is how many
 *    tries it had (since it was last queued), and `error` the message of the last error.
 * 7. `POST /dead-letters/<id>/retry` queues it again, with all its attempts, at once: 202 `{ id, status: 'queued' }`. It is no dead letter
 *    then. An id that is no dead letter is 404 `{ "error": "not_found" }`.
 * 8. Where Redis does not answer, the other routes may wait for it, but `POST /payouts` is 503 `{ "error": "unavailable" }` within two seconds. The client will send the same
 *    payout again. Whether the first one reaches the queue later does not matter. When Redis is back, so is the API.
 *
 * @example
 * // POST /payouts { id: 'order:42', vendorId: 'v-17', cents: 125000 } → 202, Location: /payouts/order%3A42
 * // GET /payouts/order%3A42 → 200 { id: 'order:42', status: 'paid', transferId: 't-1' }
 */
export function openApi(_deps: JobDeps): PayoutApi {
  const app = express()
  app.use(express.json())
  app.use((_request, response) => {
    response.status(501).json({ error: 'not_yet' })
  })
  return { app, close: async () => undefined }
}

/**
 * A worker. Several may work on one queue, each in a process of its own, and they start in any order, before or after the API.
 *
 * 9. `stop()`: it begins nothing new from then on, finishes what it has begun (however long the bank takes; those payouts are 'paid' or waiting for
 *    their next try before `stop` resolves), and leaves everything else to other workers.
 * 10. A transfer that has failed is tried again, after the times that `settings` say, and not more often. Each payout has a key of its own at the bank, the same
 *    in each try and after each retry, by whichever worker: a try whose answer was lost may have moved the money.
 * 11. A worker that dies or hangs in the middle of a payout is no try of the payout's. Another worker takes the payout over, no later than
 *    `lockMs` + 2 × `stalledMs` after the first one fell silent, and pays it.
 * 12. At most `settings.concurrency` payouts are worked on at once, and as many as that where enough are waiting.
 * 13. `sendSummary()` is called every `summaryMs`, by one of the workers, however many there are and however often they were started. The first time is within
 *    `summaryMs` after the first start. Summaries are no payouts: no route shows them. A worker that was
 *    stopped sends none. One that fails is over: the next is sent at its time.
 *
 * It resolves when the worker is ready to work.
 */
export async function startWorker(_deps: WorkerDeps): Promise<PayoutWorker> {
  return { stop: async () => undefined }
}
