import { randomBytes } from 'node:crypto'
import type { Client as PgClient } from 'pg'
import { withoutLibpq } from '../../processes/environment.ts'
import type { IsolatedDatabase } from '../service.ts'

const PREFIX = 'course_run_'

/** Databases for runs, each empty and gone afterwards, made over one connection. */
export class Databases {
  readonly #client: PgClient
  readonly #urlFor: (database: string) => string
  readonly #owner: string | undefined
  /** Made in advance, once it is clear that there is more than one run. */
  #spare: Promise<string> | undefined
  #runs = 0
  #before: Promise<unknown> = Promise.resolve()

  private constructor(client: PgClient, urlFor: (database: string) => string, owner?: string) {
    this.#client = client
    this.#urlFor = urlFor
    this.#owner = owner
    client.on('error', () => undefined)
  }

  /** `url` is that of an administrator; `urlFor` gives the one for the learner. Databases belong to `owner`. */
  static async open(url: string, urlFor: (database: string) => string, owner?: string): Promise<Databases> {
    const { Client } = await import('pg')
    const make = () => new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
    // A server of ours needs nothing of what the learner's shell says of theirs.
    const client = owner === undefined ? make() : withoutLibpq(make)
    await client.connect()
    return new Databases(client, urlFor, owner)
  }

  /** One after the other: the driver wants it so. */
  async query(sql: string): Promise<Record<string, unknown>[]> {
    const answer = this.#before.then(() => this.#client.query<Record<string, unknown>>(sql))
    this.#before = answer.catch(() => undefined)
    return (await answer).rows
  }

  async isolate(): Promise<IsolatedDatabase> {
    const ready = this.#spare ?? this.#create()
    // Before anything is awaited: another run may begin meanwhile, and must not get the same.
    this.#spare = undefined
    this.#runs += 1
    const name = await ready
    return {
      url: this.#urlFor(name),
      drop: async () => {
        await this.#drop(name)
        if (this.#runs < 2 || this.#spare) return
        this.#spare = this.#create()
        this.#spare.catch(() => {
          this.#spare = undefined
        })
      },
    }
  }

  /** `18.4` */
  async version(): Promise<string> {
    const [row] = await this.query(`SELECT current_setting('server_version') AS version`)
    return String(row?.['version']).split(' ')[0] ?? ''
  }

  /** Takes away what was made in advance, for a server that goes on. */
  async close(): Promise<void> {
    const spare = await this.#spare?.catch(() => undefined)
    if (spare) await this.#drop(spare)
    await this.end()
  }

  async end(): Promise<void> {
    await this.#client.end().catch(() => undefined)
  }

  async #create(): Promise<string> {
    const name = PREFIX + randomBytes(6).toString('hex')
    const owner = this.#owner ? `OWNER ${this.#owner}` : ''
    await this.query(`CREATE DATABASE ${name} ${owner} TEMPLATE template0 STRATEGY file_copy`)
    return name
  }

  async #drop(name: string): Promise<void> {
    await this.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined)
  }
}
