import { randomBytes } from 'node:crypto'
import type { Seen as SeenRequest } from '../services/payments/account.ts'
import type { Attempt, SendOptions } from '../services/payments/deliveries.ts'
import type { Orders } from '../services/payments/desk.ts'
import type { Fault } from '../services/payments/faults.ts'
import { serviceUrl } from './service.ts'

export type { Attempt, Fault, SeenRequest, SendOptions }

/** An account at the payment gateway of this run, as only the gateway's operator knows it. */
export interface PaymentGateway {
  /** The secret key of the account: `new Stripe(key, connection)`. */
  key: string
  /** Where the official client finds the gateway, in place of Stripe. */
  connection: { host: string; port: number; protocol: 'http' }
  /** What clients have asked so far, the oldest first. */
  seen: () => Promise<SeenRequest[]>
  /** What goes wrong with the next requests that fit. */
  plan: (fault: Fault) => Promise<void>
  /** How many requests are held by faults of the kinds `hold` and `hold-answer`. */
  waiting: () => Promise<number>
  /** Ends all faults, and lets the requests go on that are held. */
  release: () => Promise<void>
  /** The customer of an intent in `requires_action` proves who they are, or does not. */
  authenticate: (intent: string, proved: boolean) => Promise<void>
  /** The bank of an intent in `processing` answers. */
  settle: (intent: string, outcome: 'succeeded' | 'failed') => Promise<void>
  /** Sets the clock of this account forward. */
  advance: (ms: number) => Promise<void>
  /** Keeps webhooks back, or sends those that were kept; how long an endpoint has for its answer. */
  deliveries: (how: { held?: boolean; patienceMs?: number }) => Promise<void>
  /** Sends an event now, as it is or as an attacker would, and gives how each request ended. */
  send: (event: string, options?: SendOptions) => Promise<Attempt[]>
  /** Gives an endpoint a new secret. For a while both are used, unless `keepsOld` is false. */
  roll: (endpoint: string, keepsOld?: boolean) => Promise<string>
  /** Every webhook that was sent so far. */
  attempts: () => Promise<Attempt[]>
}

/**
 * A new, empty account at the payment gateway of this run, for an exercise with `services: [payments]`.
 * @throws Error when the exercise does not ask for that service
 *
 * @example
 * const gateway = paymentGateway()
 * const stripe = new Stripe(gateway.key, gateway.connection)
 */
export function paymentGateway(): PaymentGateway {
  const url = serviceUrl('payments')
  const key = `sk_test_${randomBytes(12).toString('hex')}`
  const { hostname, port } = new URL(url)
  const headers = { authorization: `Bearer ${key}` }
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}/course/${path}`, { ...init, headers })
    const body = (await response.json()) as { error?: { message: string } }
    if (body.error) throw new Error(body.error.message)
    return body
  }
  const order = <Name extends keyof Orders>(name: Name, body: Orders[Name]) =>
    ask(name, { method: 'POST', body: JSON.stringify(body) })
  const told = async <T>(name: string) => (await ask(name)) as T
  return {
    key,
    connection: { host: hostname, port: Number(port), protocol: 'http' },
    seen: () => told('seen'),
    plan: async (fault) => void (await order('fault', fault)),
    waiting: () => told('waiting'),
    release: async () => void (await order('release', {})),
    authenticate: async (intent, proved) => void (await order('authenticate', { intent, proved })),
    settle: async (intent, outcome) => void (await order('settle', { intent, outcome })),
    advance: async (ms) => void (await order('advance', { ms })),
    deliveries: async (how) => void (await order('deliveries', how)),
    send: async (event, options = {}) => (await order('send', { ...options, event })) as unknown as Attempt[],
    roll: async (endpoint, keepsOld = true) =>
      ((await order('roll', { endpoint, keepsOld })) as { secret: string }).secret,
    attempts: () => told('attempts'),
  }
}
