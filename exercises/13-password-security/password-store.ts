/** A row of the table `passwords`. */
export interface PasswordRow {
  email: string
  /** A bcrypt hash: `$2b$10$…`, 60 characters. It says its own cost and salt. */
  hash: string
  /** The id of the pepper that the hash was made with; null where it was made without one. */
  pepper: string | null
}

/** The table. It finds emails exactly as they are written. */
export interface PasswordTable {
  find: (email: string) => Promise<PasswordRow | undefined>
  /** Writes the row of this email, whether there is one already or not. */
  put: (row: PasswordRow) => Promise<void>
  /**
   * Writes the row of this email only if its hash is still `hash`, and tells whether it did. In SQL:
   * `UPDATE passwords SET … WHERE email = $1 AND hash = $2`.
   */
  putIf: (row: PasswordRow, hash: string) => Promise<boolean>
}

/** Keys that are kept outside the database. */
export interface Peppers {
  /** The id of the key for new hashes. */
  current: string
  /** All keys by id, the older ones too. */
  keys: Record<string, string>
}

export interface PasswordStoreOptions {
  table: PasswordTable
  /** The bcrypt cost of new hashes, 4 to 14. */
  cost: number
  peppers: Peppers
}

export type LoginResult = { ok: true; email: string } | { ok: false; message: string }

export interface PasswordStore {
  setPassword: (email: string, password: string) => Promise<void>
  login: (email: string, password: string) => Promise<LoginResult>
}

/**
 * Passwords of the marketplace. Use any bcrypt package; `bcrypt` and `bcryptjs` are installed.
 *
 * What is stored
 * - `setPassword` writes the email, a bcrypt hash of the cost that the options say, and the id of the current pepper.
 *   Nothing else: the password and the pepper's key appear nowhere in the row.
 * - What bcrypt gets is not the password itself. It gets HMAC-SHA256 of the password, with the pepper's key as the HMAC
 *   key, in base64: 44 characters. Password and key are UTF-8.
 * - `createPasswordStore` throws if there is no key for the current pepper. An empty text or undefined is no key: it is
 *   what a forgotten environment variable leaves.
 * - Each hash has a salt of its own, also when the same user sets the same password again.
 *
 * Who gets in
 * - `login` gives `{ ok: true, email }` for the right password, and `{ ok: false, message }` for every other text. The
 *   message is a few words for people.
 * - In a row with a pepper, every character of the password counts, however long it is.
 * - A row with `pepper: null` holds a bcrypt hash of the password itself, so its first 72 bytes count. The old shop
 *   made these with PHP, where bcrypt hashes begin with `$2y$`. Apart from these four characters they are the same as
 *   `$2b$`.
 * - Nobody gets in with a row whose hash is no bcrypt hash, or whose pepper has no key. The answer is the same as for a
 *   wrong password. It may come sooner.
 *
 * What a stranger learns
 * - An email that is not in the table gets exactly the same answer as a wrong password. `login` never rejects for it.
 * - Such an email also costs the same work: as much processor time as a wrong password for a row with the current cost.
 *   (The very first login of a store may cost more.)
 *
 * Rehashing, at a login with the right password and at no other time; it is done when `login` settles
 * - If the row's cost is lower than that of the options, the row gets a new hash: made from the same password, with the
 *   current pepper and cost. The same happens if its pepper is not the current one, or null. Otherwise the row stays.
 * - A cost is never lowered. A row of a higher cost keeps its cost, also when it gets a new hash for its pepper.
 * - A new hash must not undo what happened meanwhile: if the row was changed after it was read, the change stays.
 * - If the new hash cannot be written (the table rejects), the login succeeds all the same.
 *
 * @example
 * const store = createPasswordStore({ table, cost: 12, peppers: { current: 'k1', keys: { k1: pepperKey } } })
 * await store.setPassword('ada@mill.example', 'correct horse')
 * // the row: { email: 'ada@mill.example', hash: '$2b$12$…', pepper: 'k1' }
 * await store.login('ada@mill.example', 'correct horse') // { ok: true, email: 'ada@mill.example' }
 * await store.login('ada@mill.example', 'wrong') // { ok: false, message: 'email or password is wrong' }
 */
export function createPasswordStore({ table }: PasswordStoreOptions): PasswordStore {
  return {
    async setPassword(email, password) {
      await table.put({ email, hash: password, pepper: null })
    },
    async login(email, password) {
      const row = await table.find(email)
      if (row === undefined) return { ok: false, message: 'there is no such user' }
      return row.hash === password ? { ok: true, email } : { ok: false, message: 'the password is wrong' }
    },
  }
}
