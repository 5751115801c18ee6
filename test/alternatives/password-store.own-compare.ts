import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import bcrypt from 'bcrypt'
import type {
  PasswordRow,
  PasswordStore,
  PasswordStoreOptions,
} from '../../solutions/13-password-security/password-store.ts'

/** Hashes again with the salt of the row and compares by itself, in place of the package's `compare`; one path for all logins. */
export function createPasswordStore({ table, cost, peppers }: PasswordStoreOptions): PasswordStore {
  const keys = new Map(Object.entries(peppers.keys).filter(([, key]) => key))
  if (!keys.has(peppers.current)) throw new TypeError(`no key ${peppers.current}`)

  const inputOf = (password: string, pepper: string | null): string | undefined => {
    if (pepper === null) return password
    const key = keys.get(pepper)
    return key && createHmac('sha256', key).update(password).digest().toString('base64')
  }
  const make = async (email: string, password: string, rounds: number): Promise<PasswordRow> => ({
    email,
    pepper: peppers.current,
    hash: await bcrypt.hash(inputOf(password, peppers.current) ?? '', await bcrypt.genSalt(rounds)),
  })

  return {
    setPassword: async (email, password) => table.put(await make(email, password, cost)),
    async login(email, password) {
      const row = await table.find(email)
      const nobody = { hash: await bcrypt.genSalt(cost), pepper: peppers.current }
      const { hash, pepper } = row ?? nobody
      const parts = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})?$/.exec(hash)
      const input = inputOf(password, pepper)
      const rounds = Number(parts?.[1])
      if (!parts || input === undefined || rounds < 4 || rounds > 31) return { ok: false, message: 'not this way' }
      const again = Buffer.from(await bcrypt.hash(input, `$2b$${parts[1]}$${parts[2]}`))
      const stored = Buffer.from(parts[3] ? hash : randomBytes(30).toString('hex')).fill('b', 2, 3)
      if (!timingSafeEqual(again, stored)) return { ok: false, message: 'not this way' }
      if (rounds < cost || pepper !== peppers.current) {
        const next = await make(email, password, Math.max(rounds, cost))
        await table.putIf(next, hash).catch(() => false)
      }
      return { ok: true, email }
    },
  }
}
