import { createHmac, randomBytes } from 'node:crypto'
import { hash as bcryptHash, compare } from 'bcrypt'
import type { Config } from './config.ts'

export type Passwords = ReturnType<typeof passwordsWith>

/** bcrypt over an HMAC that only the holder of the pepper can compute. */
export function passwordsWith({ bcryptCost, secrets }: Pick<Config, 'bcryptCost' | 'secrets'>) {
  /** Nobody's: it is compared where there is no hash, so that an unknown email costs as much as a wrong password. */
  const decoy = bcryptHash(randomBytes(32).toString('base64'), bcryptCost)

  /** 44 characters, whatever the length of the password: bcrypt ignores what comes after 72 bytes. */
  const peppered = (password: string) => createHmac('sha256', secrets.pepper).update(password).digest('base64')

  return {
    hash: (password: string) => bcryptHash(peppered(password), bcryptCost),

    async isRight(password: string, stored: string | null | undefined): Promise<boolean> {
      const isSame = await compare(peppered(password), stored ?? (await decoy))
      return isSame && typeof stored === 'string'
    },

    /** `$2b$12$…` has cost 12. */
    isCheap: (stored: string) => Number(stored.split('$')[2]) < bcryptCost,
  }
}
