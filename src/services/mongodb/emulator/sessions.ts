import type { Binary } from 'bson'
import { ServerError } from './errors.ts'
import type { Catalog } from './storage/catalog.ts'
import { Transaction } from './storage/transaction.ts'
import { type Doc, isDoc, toNumber } from './values/bson.ts'

/** MongoDB's transactionLifetimeLimitSeconds. */
const LIFETIME_MS = 60_000
const SWEEP_MS = 5000

interface Session {
  transaction?: Transaction
  /** The last write that may come a second time because the client did not see its reply. */
  lastWrite?: { number: number; reply: Promise<Doc> }
}

/** What the server knows of the sessions of its clients. */
export class Sessions {
  private readonly catalog: Catalog
  private readonly sessions = new Map<string, Session>()
  private readonly sweep: NodeJS.Timeout

  constructor(catalog: Catalog) {
    this.catalog = catalog
    this.sweep = setInterval(() => this.abortOld(), SWEEP_MS).unref()
  }

  /** The transaction that a command belongs to. @throws ServerError 251 when it is over, or was never begun */
  transactionOf(body: Doc): Transaction | undefined {
    if (body['autocommit'] !== false) return undefined
    const { id, session } = this.sessionOf(body)
    const number = toNumber(body['txnNumber']) ?? 0
    if (body['startTransaction'] === true) {
      if (session.transaction?.state === 'open') this.catalog.abort(session.transaction)
      session.transaction = new Transaction(id, number)
      this.catalog.transactions.add(session.transaction)
      return session.transaction
    }
    const { transaction } = session
    if (transaction?.number === number && transaction.state !== 'aborted') return transaction
    if (transaction?.number === number)
      throw noTransaction(`Transaction with { txnNumber: ${number} } has been aborted.`)
    throw noTransaction(
      `Given transaction number ${number} does not match any in-progress transactions. The active transaction number is ${transaction?.number ?? -1}`,
    )
  }

  /** Runs a write once, however often the client sends it. */
  once(body: Doc, run: () => Promise<Doc>): Promise<Doc> {
    const number = toNumber(body['txnNumber'])
    if (number === undefined || body['autocommit'] === false || !isDoc(body['lsid'])) return run()
    const { session } = this.sessionOf(body)
    if (session.lastWrite?.number === number) return session.lastWrite.reply
    const reply = run()
    session.lastWrite = { number, reply }
    return reply
  }

  end(ids: unknown): void {
    for (const id of Array.isArray(ids) ? ids : []) {
      const key = keyOf(id as Doc)
      const transaction = this.sessions.get(key)?.transaction
      if (transaction?.state === 'open') this.catalog.abort(transaction)
      this.sessions.delete(key)
    }
  }

  close(): void {
    clearInterval(this.sweep)
  }

  private sessionOf(body: Doc): { id: Doc; session: Session } {
    const id = body['lsid']
    if (!isDoc(id)) throw new ServerError(72, 'Transaction numbers need a session: lsid is missing')
    const key = keyOf(id)
    const session = this.sessions.get(key) ?? {}
    this.sessions.set(key, session)
    return { id, session }
  }

  private abortOld(): void {
    for (const { transaction } of this.sessions.values()) {
      if (transaction?.state === 'open' && Date.now() - transaction.startedAt > LIFETIME_MS)
        this.catalog.abort(transaction)
    }
  }
}

function keyOf(id: Doc): string {
  return Buffer.from((id['id'] as Binary).value()).toString('hex')
}

function noTransaction(message: string): ServerError {
  return new ServerError(251, message, { errorLabels: ['TransientTransactionError'] })
}
