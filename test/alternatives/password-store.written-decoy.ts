import { createHmac } from 'node:crypto'
import bcrypt from 'bcryptjs'
import type {
  PasswordRow,
  PasswordStore,
  PasswordStoreOptions,
} from '../../solutions/13-password-security/password-store.ts'

/** From the lesson and the starter alone: bcryptjs, and a decoy that is written down. */
const REFUSED = { ok: false, message: 'email or password is wrong' } as const
const BCRYPT = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/

/** The cost of a bcrypt hash, or undefined where the text is none. */
function costOf(hash: unknown): number | undefined {
  if (typeof hash !== 'string') return undefined
  const match = BCRYPT.exec(hash)
  if (match === null) return undefined
  const cost = Number(match[1])
  return cost >= 4 && cost <= 31 ? cost : undefined
}

/** A hash that nobody computed: a fixed salt and 31 characters that belong to no text that anybody knows. */
function decoyOf(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'nobodyHasThisSaltAtAl.'}${'.'.repeat(31)}`
}

export function createPasswordStore({ table, cost, peppers }: PasswordStoreOptions): PasswordStore {
  const keyOf = (id: string): string | undefined => {
    const key: unknown = Object.hasOwn(peppers.keys, id) ? peppers.keys[id] : undefined
    return typeof key === 'string' && key !== '' ? key : undefined
  }
  const currentKey = keyOf(peppers.current)
  if (currentKey === undefined) throw new Error('the keys do not hold the current pepper')

  const seasoned = (password: string, key: string): string =>
    createHmac('sha256', Buffer.from(key, 'utf8')).update(password, 'utf8').digest('base64')

  async function makeRow(email: string, password: string, rounds: number): Promise<PasswordRow> {
    const pepper = peppers.current
    const hash = await bcrypt.hash(seasoned(password, currentKey ?? ''), rounds)
    return { email, hash, pepper }
  }

  /** What bcrypt is given for this row, or undefined where nobody can get in with it. */
  function inputFor(row: PasswordRow, password: string): string | undefined {
    if (row.pepper === null) return password
    const key = keyOf(row.pepper)
    return key === undefined ? undefined : seasoned(password, key)
  }

  async function renew(row: PasswordRow, password: string, rowCost: number): Promise<void> {
    if (rowCost >= cost && row.pepper === peppers.current) return
    try {
      const next = await makeRow(row.email, password, Math.max(cost, rowCost))
      await table.putIf(next, row.hash)
    } catch {
      // The password was right, whether or not the table takes the new hash.
    }
  }

  return {
    async setPassword(email, password) {
      await table.put(await makeRow(email, password, cost))
    },

    async login(email, password) {
      const row = await table.find(email)
      const rowCost = row === undefined ? undefined : costOf(row.hash)
      const input = row === undefined ? undefined : inputFor(row, password)

      if (row === undefined || rowCost === undefined || input === undefined) {
        await bcrypt.compare(seasoned(password, currentKey), decoyOf(cost))
        return { ...REFUSED }
      }
      if (!(await bcrypt.compare(input, row.hash))) return { ...REFUSED }

      await renew(row, password, rowCost)
      return { ok: true, email }
    },
  }
}
