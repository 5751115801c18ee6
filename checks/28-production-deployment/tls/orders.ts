/** What an ACME server knows: orders, their authorizations, and how they come to be valid. */
import { randomBytes } from 'node:crypto'
import { type Authority, issue, readRequest } from '../../../lessons/28-production-deployment/demo/parts/x509.ts'
import { type Envelopes, Refused } from './jws.ts'

interface Authorization {
  name: string
  token: string
  status: 'pending' | 'processing' | 'valid' | 'invalid'
  /** How often it will still say that it is pending. */
  delay: number
  error?: { type: string; detail: string }
}

interface Order {
  names: string[]
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid'
  /** How often it will still say that it is pending, once its authorizations are valid. */
  delay: number
  /** How often it was asked for while nobody answered a challenge. */
  asked: number
  certificate: string
  error?: { type: string; detail: string }
}

export interface AcmeServer {
  directoryUrl: string
  root: string
  intermediate: string
  /** Why requests were refused. */
  refusals: string[]
  /** Names that need no challenge. */
  proved: Set<string>
  /** How often an authorization, an order with valid authorizations, and an order behind finalize say that they are not settled yet. */
  delays: { authorization: number; ready?: number; order: number }
  /** Called before a request is answered: may throw. */
  before: (step: string) => void
  /** Why an order fails at the end, if it does. */
  orderFails: string
  /** How the server finds what a site answers to a token. */
  look: (token: string, name: string) => string | undefined | Promise<string | undefined>
}

export interface Reply {
  status: number
  /** A text is a chain of certificates, all else JSON. */
  content: unknown
  location?: string
}

export class Orders {
  readonly envelopes: Envelopes
  readonly base: string
  readonly world: AcmeServer
  readonly authority: Authority
  readonly authorizations: Authorization[] = []
  readonly orders: Order[] = []

  constructor(base: string, world: AcmeServer, authority: Authority, envelopes: Envelopes) {
    this.envelopes = envelopes
    this.base = base
    this.world = world
    this.authority = authority
  }

  answer(step: string, number: number, payload: Record<string, unknown> | undefined): Reply | Promise<Reply> {
    const asks = ['authorization', 'order', 'certificate'].includes(step)
    if (asks !== (payload === undefined)) throw new Refused('malformed', `${step} with the payload ${payload}`)
    if (step === 'new-account') {
      if (payload?.termsOfServiceAgreed !== true) throw new Refused('userActionRequired', 'the terms are not agreed')
      return { status: 201, content: { status: 'valid' }, location: `${this.base}/account/1` }
    }
    if (step === 'new-order') return this.newOrder(payload?.identifiers)
    if (step === 'order') {
      this.refuseWaitingInVain(number)
      return { status: 200, content: this.orderOf(number) }
    }
    if (step === 'authorization') return { status: 200, content: this.authorizationOf(number) }
    if (step === 'challenge') return this.challenge(number)
    if (step === 'finalize') return this.finalize(number, String(payload?.csr))
    if (step === 'certificate')
      return { status: 200, content: `${this.orders[number]?.certificate}${this.authority.cert}` }
    throw new Refused('malformed', `no ${step} here`, 404)
  }

  newOrder(identifiers: unknown): Reply {
    if (!Array.isArray(identifiers) || identifiers.some(({ type }) => type !== 'dns')) {
      throw new Refused('malformed', `identifiers ${JSON.stringify(identifiers)}`)
    }
    const names = identifiers.map(({ value }) => String(value))
    for (const name of names) {
      const status = this.world.proved.has(name) ? 'valid' : 'pending'
      this.authorizations.push({ name, token: randomBytes(16).toString('base64url'), status, delay: 0 })
    }
    const number =
      this.orders.push({ names, status: 'pending', delay: this.world.delays.ready ?? 0, asked: 0, certificate: '' }) - 1
    return { status: 201, content: this.orderOf(number), location: `${this.base}/order/${number}` }
  }

  orderOf(number: number): object {
    const order = this.orders[number]
    if (!order) throw new Refused('malformed', 'no such order', 404)
    if (order.status === 'processing' && this.world.delays.order-- <= 0) {
      const { orderFails } = this.world
      order.status = orderFails ? 'invalid' : 'valid'
      if (orderFails) order.error = { type: 'urn:ietf:params:acme:error:caa', detail: orderFails }
    }
    const own = this.authorizations.filter(({ name }) => order.names.includes(name))
    const proved = order.status === 'pending' && own.every(({ status }) => status === 'valid')
    if (proved && order.delay > 0) order.delay -= 1
    else if (proved) order.status = 'ready'
    return {
      status: order.status,
      identifiers: order.names.map((value) => ({ type: 'dns', value })),
      authorizations: own.map((each) => `${this.base}/authorization/${this.authorizations.indexOf(each)}`),
      finalize: `${this.base}/finalize/${number}`,
      ...(order.status === 'valid' && { certificate: `${this.base}/certificate/${number}` }),
      ...(order.error && { error: order.error }),
    }
  }

  /** Somebody who has forgotten a name would ask for ever. */
  refuseWaitingInVain(number: number): void {
    const order = this.orders[number]
    const open = this.authorizations.filter(({ name, status }) => order?.names.includes(name) && status === 'pending')
    if (!order || open.length === 0) return
    order.asked += 1
    const names = open.map(({ name }) => name).join(', ')
    if (order.asked > 50) throw new Refused('orderNotReady', `the order waits for the challenge of ${names}`, 403)
  }

  authorizationOf(number: number): object {
    const found = this.authorizations[number]
    if (!found) throw new Refused('malformed', 'no such authorization', 404)
    const { name, token, error } = found
    const isPending = found.status === 'processing' || found.delay-- > 0
    const url = `${this.base}/challenge/${number}`
    const dns = { type: 'dns-01', url: `${this.base}/dns/${number}`, token: 'another-token', status: 'pending' }
    const http = { type: 'http-01', url, token, status: found.status, ...(error && { error }) }
    return {
      status: isPending ? 'pending' : found.status,
      identifier: { type: 'dns', value: name },
      challenges: [dns, http],
    }
  }

  /** Looks before it answers, so a site that is not prepared has failed by then. */
  async challenge(number: number): Promise<Reply> {
    const found = this.authorizations[number]
    if (!found) throw new Refused('malformed', 'no such challenge', 404)
    found.status = 'processing'
    found.delay = this.world.delays.authorization
    await this.prove(found)
    const url = `${this.base}/challenge/${number}`
    return { status: 200, content: { type: 'http-01', url, token: found.token, status: 'processing' } }
  }

  async prove(authorization: Authorization): Promise<void> {
    const { token, name } = authorization
    const expected = `${token}.${await this.envelopes.thumbprint()}`
    const found = await Promise.resolve(this.world.look(token, name)).catch((error) => `an error, ${error}`)
    authorization.status = found === expected ? 'valid' : 'invalid'
    if (found === expected) return
    const detail = `${name} answers with ${found ?? 'nothing'}`
    authorization.error = { type: 'urn:ietf:params:acme:error:unauthorized', detail }
  }

  finalize(number: number, csr: string): Reply {
    const order = this.orders[number]
    const { status } = this.orderOf(number) as { status: string }
    if (!order || status !== 'ready') throw new Refused('orderNotReady', `the order is ${status}`, 403)
    const { names, publicKey } = readRequest(Buffer.from(csr, 'base64url'))
    if (names.join() !== order.names.join()) throw new Refused('badCSR', `the request is for ${names}`)
    order.certificate = issue(this.authority, { names, publicKey })
    order.status = 'processing'
    return { status: 200, content: this.orderOf(number) }
  }
}
