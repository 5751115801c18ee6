import { createHmac, randomBytes } from 'node:crypto'
import { hash as bcryptHash, compare } from 'bcrypt'

export interface PasswordRow {
  email: string
  hash: string
  pepper: string | null
}

export interface PasswordTable {
  find: (email: string) => Promise<PasswordRow | undefined>
  put: (row: PasswordRow) => Promise<void>
  putIf: (row: PasswordRow, hash: string) => Promise<boolean>
}

export interface Peppers {
  current: string
  keys: Record<string, string>
}

export interface PasswordStoreOptions {
  table: PasswordTable
  cost: number
  peppers: Peppers
}

export type LoginResult = { ok: true; email: string } | { ok: false; message: string }

export interface PasswordStore {
  setPassword: (email: string, password: string) => Promise<void>
  login: (email: string, password: string) => Promise<LoginResult>
}

/** One object for all refusals, so that no two of them can differ. */
const REFUSED: LoginResult = { ok: false, message: 'email or password is wrong' }

/** bcrypt hashes with a salt of their own, over an HMAC that only the holder of the pepper's key can compute. */
export function createPasswordStore({ table, cost, peppers }: PasswordStoreOptions): PasswordStore {
  const currentKey = currentKeyOf(peppers)
  /** Nobody's: it is compared where there is no row, so that an unknown email costs as much as a wrong password. */
  const decoy = bcryptHash(randomBytes(32).toString('base64'), cost)

  async function rowFor(email: string, password: string, hashCost = cost): Promise<PasswordRow> {
    const hash = await bcryptHash(peppered(password, currentKey), hashCost)
    return { email, hash, pepper: peppers.current }
  }

  /** Best effort: the password was right, whether or not its new hash can be stored. */
  async function refresh(row: PasswordRow, password: string): Promise<void> {
    const stored = costOf(row.hash)
    if (stored >= cost && row.pepper === peppers.current) return
    const next = await rowFor(row.email, password, Math.max(stored, cost))
    await table.putIf(next, row.hash).catch(() => undefined)
  }

  return {
    async setPassword(email, password) {
      await table.put(await rowFor(email, password))
    },
    async login(email, password) {
      const row = await table.find(email)
      if (!row) {
        await compare(peppered(password, currentKey), await decoy)
        return REFUSED
      }
      if (!(await isRight(row, password, peppers))) return REFUSED
      await refresh(row, password)
      return { ok: true, email }
    },
  }
}

async function isRight({ hash, pepper }: PasswordRow, password: string, peppers: Peppers): Promise<boolean> {
  // PHP writes $2y$ for what everybody else calls $2b$, and the package bcrypt does not know that name.
  const stored = hash.replace('$2y$', '$2b$')
  if (pepper === null) return compare(password, stored)
  const key = keyOf(peppers, pepper)
  return key !== undefined && compare(peppered(password, key), stored)
}

/** 44 characters, whatever the length of the password: bcrypt ignores what comes after 72 bytes. */
function peppered(password: string, key: string): string {
  return createHmac('sha256', key).update(password).digest('base64')
}

/** A store without it must not start: it would write hashes that nobody can check. */
function currentKeyOf(peppers: Peppers): string {
  const key = keyOf(peppers, peppers.current)
  if (key === undefined) throw new RangeError(`there is no key for the current pepper, ${peppers.current}`)
  return key
}

/** A forgotten variable leaves an empty key, with which anybody could compute the HMAC. */
function keyOf({ keys }: Peppers, id: string): string | undefined {
  const key = Object.hasOwn(keys, id) ? keys[id] : undefined
  return key === '' ? undefined : key
}

/** `$2b$12$…` has cost 12. */
function costOf(hash: string): number {
  return Number(hash.split('$')[2])
}
