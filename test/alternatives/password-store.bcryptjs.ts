import { webcrypto } from 'node:crypto'
import bcrypt from 'bcryptjs'
import type {
  LoginResult,
  PasswordRow,
  PasswordStore,
  PasswordStoreOptions,
  PasswordTable,
} from '../../solutions/13-password-security/password-store.ts'

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/

/** A class, bcryptjs, HMAC by Web Crypto, and a decoy that is written down: nobody ever computed it. */
class Passwords implements PasswordStore {
  readonly #keys: Map<string, string>
  readonly #current: string
  readonly #cost: number
  readonly #table: PasswordTable

  constructor({ table, cost, peppers }: PasswordStoreOptions) {
    this.#keys = new Map(Object.entries(peppers.keys).filter(([, key]) => key))
    if (!this.#keys.has(peppers.current)) throw new Error('no key for the current pepper')
    this.#current = peppers.current
    this.#cost = cost
    this.#table = table
  }

  async setPassword(email: string, password: string): Promise<void> {
    await this.#table.put(await this.#row(email, password, this.#cost))
  }

  async login(email: string, password: string): Promise<LoginResult> {
    const found = await this.#table.find(email)
    const row = found ?? {
      email,
      hash: `$2b$${String(this.#cost).padStart(2, '0')}$${'.'.repeat(53)}`,
      pepper: this.#current,
    }
    const right = await this.#fits(row, password)
    if (!found || !right) return { ok: false, message: 'no' }
    const cost = Number(BCRYPT.exec(row.hash)?.[1])
    if (cost < this.#cost || row.pepper !== this.#current) {
      try {
        await this.#table.putIf(await this.#row(email, password, Math.max(cost, this.#cost)), row.hash)
      } catch (error) {
        if (!(error instanceof Error)) throw error
      }
    }
    return { email, ok: true }
  }

  async #fits({ hash, pepper }: PasswordRow, password: string): Promise<boolean> {
    if (!BCRYPT.test(hash)) return false
    if (pepper === null) return bcrypt.compare(password, hash)
    return this.#keys.has(pepper) && bcrypt.compare(await this.#seasoned(password, pepper), hash)
  }

  async #row(email: string, password: string, cost: number): Promise<PasswordRow> {
    const hash = await bcrypt.hash(await this.#seasoned(password, this.#current), await bcrypt.genSalt(cost))
    return { pepper: this.#current, hash, email }
  }

  async #seasoned(password: string, id: string): Promise<string> {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const bytes = new TextEncoder().encode(this.#keys.get(id))
    const key = await webcrypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
    const mac = await webcrypto.subtle.sign('HMAC', key, new TextEncoder().encode(password))
    return Buffer.from(mac).toString('base64')
  }
}

export const createPasswordStore = (options: PasswordStoreOptions): PasswordStore => new Passwords(options)
