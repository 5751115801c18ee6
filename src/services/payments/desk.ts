import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Account, Cause } from './account.ts'
import { answerOfCustomer, settle } from './charging.ts'
import type { SendOptions } from './deliveries.ts'
import { rollSecret } from './endpoints.ts'
import type { Fault } from './faults.ts'
import { findIntent } from './intents.ts'
import { newId } from './objects.ts'

/** The bodies that the desk takes. */
export interface Orders {
  advance: { ms: number }
  authenticate: { intent: string; proved: boolean }
  settle: { intent: string; outcome: 'succeeded' | 'failed' }
  fault: Fault
  release: Record<string, never>
  deliveries: { held?: boolean; patienceMs?: number }
  send: SendOptions & { event: string }
  roll: { endpoint: string; keepsOld?: boolean }
}

type Desk = { [Name in keyof Orders]: (account: Account, order: Orders[Name]) => unknown }

const DESK: Desk = {
  advance: (account, { ms }) => account.advance(ms),
  authenticate: (account, { intent, proved }) =>
    answerOfCustomer(account, findIntent(account, intent), proved, nobodysRequest()),
  settle: (account, { intent, outcome }) => settle(account, findIntent(account, intent), outcome, nobodysRequest()),
  fault: (account, fault) => account.faults.plan(fault),
  release: (account) => account.faults.release(),
  deliveries: (account, { held, patienceMs }) => {
    if (patienceMs !== undefined) account.deliveries.setPatience(patienceMs)
    if (held === true) account.deliveries.hold()
    if (held === false) account.deliveries.release()
  },
  send: (account, { event, ...options }) => {
    const found = account.events.get(event)
    if (!found) throw new Error(`there is no event ${event}`)
    return account.deliveries.send(found, options)
  },
  roll: (account, { endpoint, keepsOld = true }) => ({ secret: rollSecret(account, endpoint, keepsOld) }),
}

/**
 * Below `/course/`: what no gateway has, and checks need. `POST /course/<name>` with a JSON body, for the account of the
 * request's key; `GET /course/seen`, `/course/attempts` and `/course/waiting` tell what came in, what went out, and how
 * many requests are held. `GET /course/authenticate/<intent>` is where the bank asks the customer.
 */
export async function serveDesk(
  account: Account,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return reply(response, told(account, path))
  const name = path.slice('/course/'.length)
  if (!Object.hasOwn(DESK, name)) throw new Error('there is no such thing here')
  const order = JSON.parse((await text(request)) || '{}') as never
  reply(response, (await DESK[name as keyof Orders](account, order)) ?? {})
}

function told(account: Account, path: string): unknown {
  if (path === '/course/seen') return account.seen
  if (path === '/course/attempts') return account.deliveries.attempts
  if (path === '/course/waiting') return account.faults.waiting()
  throw new Error('there is no such thing here')
}

/** Of what happens at a bank, not at the request of a client. */
function nobodysRequest(): Cause {
  return { requestId: newId('req'), idempotencyKey: null, apiVersion: '2026-10-28' }
}

function reply(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
}
