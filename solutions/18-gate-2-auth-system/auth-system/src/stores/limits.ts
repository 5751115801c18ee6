import type { Pool } from 'pg'
import { tooMany } from '../errors.ts'
import { log } from '../log.ts'

export type LimitName = 'login-email' | 'login-address' | 'register' | 'forgot'

const MOST: Record<LimitName, number> = { 'login-email': 5, 'login-address': 50, register: 20, forgot: 3 }

interface Count {
  count: number
  retryAfter: number
}

const COUNT = 'count, extract(epoch FROM ends_at - now())::float8 AS "retryAfter"'

/** Counts that all instances share. Each step is one statement, so that no two requests read the same count. */
export class Limits {
  readonly #pool: Pool
  readonly #windowSeconds: number

  constructor(pool: Pool, windowSeconds: number) {
    this.#pool = pool
    this.#windowSeconds = windowSeconds
  }

  /** Counts a request. @throws AppError 429 when it is one too many */
  async take(name: LimitName, whose: string): Promise<void> {
    const { rows } = await this.#pool.query<Count>(
      `INSERT INTO limits VALUES ($1, 1, now() + make_interval(secs => $2))
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN limits.ends_at <= now() THEN 1 ELSE limits.count + 1 END,
         ends_at = CASE WHEN limits.ends_at <= now() THEN excluded.ends_at ELSE limits.ends_at END
       RETURNING ${COUNT}`,
      [`${name} ${whose}`, this.#windowSeconds],
    )
    refuse(name, rows[0], MOST[name] + 1)
  }

  /** @throws AppError 429 when the limit has been reached */
  async look(name: LimitName, whose: string): Promise<void> {
    const sql = `SELECT ${COUNT} FROM limits WHERE key = $1 AND ends_at > now()`
    refuse(name, (await this.#pool.query<Count>(sql, [`${name} ${whose}`])).rows[0], MOST[name])
  }

  /** Forgets what was counted. @throws AppError 429 when the limit has been reached by now */
  async forget(name: LimitName, whose: string): Promise<void> {
    const sql = 'DELETE FROM limits WHERE key = $1 AND (count < $2 OR ends_at <= now())'
    await this.#pool.query(sql, [`${name} ${whose}`, MOST[name]])
    await this.look(name, whose)
  }

  /** Takes away what is over. The next sweep does it where the database is away. */
  async removeOld(): Promise<void> {
    await this.#pool.query('DELETE FROM limits WHERE ends_at <= now()').catch(() => undefined)
  }
}

function refuse(name: LimitName, found: Count | undefined, from: number): void {
  if (!found || found.count < from) return
  log.security('limit.reached', { limit: name })
  throw tooMany(Math.max(1, Math.ceil(found.retryAfter)))
}
