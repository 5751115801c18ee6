import jwt from 'jsonwebtoken'

const HOUR = 3600
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

export type Tokens = ReturnType<typeof tokensWith>

export function tokensWith(secret: string) {
  return {
    sign: (accountId: string) => jwt.sign({}, secret, { subject: accountId, expiresIn: HOUR }),

    /** The id of the account, or undefined. The library takes a token without `exp` for one that lives for ever. */
    read(token: string): string | undefined {
      try {
        const claims = jwt.verify(token, secret, { algorithms: ['HS256'] })
        if (typeof claims !== 'object' || typeof claims.exp !== 'number') return undefined
        return UUID.test(claims.sub ?? '') ? claims.sub : undefined
      } catch {
        return undefined
      }
    },
  }
}
