import express, { type Request, type Response } from 'express'
import { accountOfToken } from './accounts.ts'
import { fail } from './failure.ts'
import { isId } from './shapes.ts'
import type { Account } from './tables/accounts.ts'

export const signedIn = (request: Request): Promise<Account> => accountOfToken(request.headers.authorization)

export async function staff(request: Request): Promise<Account> {
  const account = await signedIn(request)
  return account.role === 'admin' ? account : fail('forbidden')
}

/** The id in the path, as it is kept; 404 for what can be none. */
export function idIn(request: Request, name = 'id'): string {
  const id = request.params[name]
  return typeof id === 'string' && isId(id) ? id.toLowerCase() : fail('not_found')
}

const parseJson = express.json({ type: () => true, strict: false, limit: '100kb' })
const parseWebhook = express.raw({ type: () => true, limit: '1mb' })
const parseImage = express.raw({ type: () => true, limit: 1024 * 1024 })

const parsed = (parser: typeof parseJson, request: Request, response: Response) =>
  new Promise<unknown>((resolve, reject) => {
    parser(request, response, (error?: unknown) => (error ? reject(error) : resolve(request.body)))
  })

const bytes = (body: unknown) => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

export const jsonIn = (request: Request, response: Response) => parsed(parseJson, request, response)
export const eventIn = async (request: Request, response: Response) =>
  bytes(await parsed(parseWebhook, request, response))
export const imageIn = async (request: Request, response: Response) =>
  bytes(await parsed(parseImage, request, response))
