import { randomBytes } from 'node:crypto'
import { hash as bcryptHash, compare } from 'bcrypt'

export type Passwords = ReturnType<typeof passwordsWith>

export function passwordsWith(cost: number) {
  /** Nobody's: it is compared where there is no hash, so that an unknown email costs as much as a wrong password. */
  const decoy = bcryptHash(randomBytes(32).toString('base64'), cost)
  return {
    hash: (password: string) => bcryptHash(password, cost),

    async isRight(password: string, stored: string | undefined): Promise<boolean> {
      const isSame = await compare(password, stored ?? (await decoy))
      return isSame && stored !== undefined && Buffer.byteLength(password) <= 72
    },
  }
}
