import { createHash, randomBytes } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { Config } from './config.ts'

/** What a refresh token says, once its signature is right and it has not expired. */
export interface Presented {
  sessionId: string
  /** Which of the session's tokens it is. */
  tokenId: string
}

/** What a refresh token is made of. */
export interface Rotation {
  id: string
  current: string
  rotatedAt: Date
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

export type Tokens = ReturnType<typeof tokensWith>

/** 256 random bits, for links and cookies. */
export const randomToken = () => randomBytes(32).toString('base64url')

/** What is stored of a random token. A plain hash will do: it is in no word list. */
export const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** Two kinds of token with a secret each, so that neither passes for the other. */
export function tokensWith({ secrets, seconds }: Config) {
  const inSeconds = (ms: number) => Math.floor(ms / 1000)
  return {
    access: (accountId: string) => jwt.sign({ sub: accountId }, secrets.access, { expiresIn: seconds.access }),

    /** The id of the account, or undefined. */
    readAccess(token: string): string | undefined {
      const sub = read(token, secrets.access)?.sub
      return sub !== undefined && UUID.test(sub) ? sub : undefined
    },

    /** Made of the session alone, so both of two tabs get the same one. */
    refresh: ({ id, current, rotatedAt }: Rotation) =>
      jwt.sign({ sid: id, jti: current, iat: inSeconds(rotatedAt.getTime()) }, secrets.refresh, {
        expiresIn: seconds.refresh,
      }),

    readRefresh(token: unknown): Presented | undefined {
      const claims = read(String(token), secrets.refresh)
      return claims && { sessionId: String(claims['sid']), tokenId: String(claims.jti) }
    },
  }
}

/** The library takes a token without `exp` for one that lives for ever, and any algorithm that is not named. */
function read(token: string, secret: string): jwt.JwtPayload | undefined {
  try {
    const claims = jwt.verify(token, secret, { algorithms: ['HS256'] })
    return typeof claims === 'object' && typeof claims.exp === 'number' ? claims : undefined
  } catch {
    return undefined
  }
}
