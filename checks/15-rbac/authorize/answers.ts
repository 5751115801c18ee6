/** How the checks of authorize look at answers. */
import { expect } from 'backend-workbook/check'
import type { Answer, Client } from './api.ts'

/** How an answer looks that refuses. */
export const refusal = (status: number, code: string, challenge: unknown = null) => ({
  ...{ status, code, challenge },
  message: expect.stringMatching(/\S/),
})

export const NOBODY = refusal(401, 'unauthenticated', expect.stringMatching(/^Bearer\b/i))
export const FORBIDDEN = refusal(403, 'forbidden')

/** What the guards of an API say by their answer. */
export function summary({ status, challenge, body }: Answer) {
  const { code, message } = body?.error ?? {}
  return { status, code, challenge, message }
}

/** The status of each request, by request. */
export async function statuses(ask: Client['ask'], requests: string[], as?: string): Promise<Record<string, number>> {
  const pairs = requests.map(async (request) => {
    const { status } = await ask(request, { ...(as !== undefined && { as }) })
    return [request, status] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}

export const all = (requests: string[], status: number) =>
  Object.fromEntries(requests.map((request) => [request, status]))
