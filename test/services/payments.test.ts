import { spawn } from 'node:child_process'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type PaymentGateway, paymentGateway } from '../../src/check/payment-gateway.ts'
import { payments } from '../../src/services/payments/service.ts'
import type { RunningService } from '../../src/services/service.ts'

const packageRoot = join(import.meta.dirname, '../..')
const running: RunningService[] = []
let shared: RunningService

beforeAll(async () => {
  shared = await payments.start({ env: {}, packageRoot })
  vi.stubEnv('PAYMENTS_URL', shared.url)
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

afterAll(() => shared.stop())

/** An account of its own, and the official client for it, which does not try again. */
function account(options: { maxNetworkRetries?: number } = {}): { gateway: PaymentGateway; stripe: Stripe } {
  const gateway = paymentGateway()
  const stripe = new Stripe(gateway.key, { ...gateway.connection, maxNetworkRetries: 0, telemetry: false, ...options })
  return { gateway, stripe }
}

const order = { amount: 1999, currency: 'eur', metadata: { orderId: 'o-1' } }
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => error,
  )

interface Arrived {
  body: string
  headers: IncomingHttpHeaders
}

/** An endpoint that answers with the statuses in turn, then with 200. */
async function endpoint(stripe: Stripe, { events = ['*'], statuses = [] as number[] } = {}) {
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    arrived.push({ body: await text(request), headers: request.headers })
    response.writeHead(statuses.shift() ?? 200).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const enabled_events = events as Stripe.WebhookEndpointCreateParams.EnabledEvent[]
  const { id, secret = '' } = await stripe.webhookEndpoints.create({ url, enabled_events })
  const types = () => arrived.map(({ body }) => (JSON.parse(body) as Stripe.Event).type)
  return { id, secret, arrived, types }
}

describe('an intent', () => {
  it('goes from the first request to the money', async () => {
    const { stripe } = account()
    const created = await stripe.paymentIntents.create(order)
    expect(created).toMatchObject({
      status: 'requires_payment_method',
      amount: 1999,
      amount_received: 0,
      currency: 'eur',
    })
    const named = await stripe.paymentIntents.update(created.id, { payment_method: 'pm_card_visa' })
    expect(named.status).toBe('requires_confirmation')
    const paid = await stripe.paymentIntents.confirm(created.id)
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1999, metadata: { orderId: 'o-1' } })
    expect(await stripe.paymentIntents.retrieve(created.id)).toMatchObject({ status: 'succeeded' })
  })

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
  ])('is declined with %s, and takes another card', async (payment_method, code, decline_code) => {
    const { stripe } = account()
    const { id } = await stripe.paymentIntents.create(order)
    const error = await failure(stripe.paymentIntents.confirm(id, { payment_method }))
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError)
    expect(error).toMatchObject({ statusCode: 402, code, decline_code, payment_intent: { id } })
    const waiting = await stripe.paymentIntents.retrieve(id)
    expect(waiting).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code } })
    expect(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
    })
  })

  it('asks the customer where the card wants that', async () => {
    const { stripe, gateway } = account()
    const pay = { ...order, confirm: true, payment_method: 'pm_card_authenticationRequired' }
    const asked = await stripe.paymentIntents.create({ ...pay, return_url: 'https://market.example/back' })
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } })
    await gateway.authenticate(asked.id, true)
    expect(await stripe.paymentIntents.retrieve(asked.id)).toMatchObject({ status: 'succeeded', next_action: null })
    const again = await stripe.paymentIntents.create(pay)
    await gateway.authenticate(again.id, false)
    expect(await stripe.paymentIntents.retrieve(again.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    })
    await expect(gateway.authenticate(again.id, true)).rejects.toThrow('asks nothing')
  })

  it('is on its way until the bank answers', async () => {
    const { stripe, gateway } = account()
    const pay = { ...order, confirm: true, payment_method: 'pm_usBankAccount_success' }
    const [good, bad] = [await stripe.paymentIntents.create(pay), await stripe.paymentIntents.create(pay)]
    expect(good.status).toBe('processing')
    await gateway.settle(good.id, 'succeeded')
    await gateway.settle(bad.id, 'failed')
    expect(await stripe.paymentIntents.retrieve(good.id)).toMatchObject({ status: 'succeeded', amount_received: 1999 })
    expect(await stripe.paymentIntents.retrieve(bad.id)).toMatchObject({ status: 'requires_payment_method' })
  })

  it('is captured later, in part, where that was asked for', async () => {
    const { stripe } = account()
    const pay = { ...order, confirm: true, payment_method: 'pm_card_visa', capture_method: 'manual' } as const
    const held = await stripe.paymentIntents.create(pay)
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 1999, amount_received: 0 })
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 })
    expect(captured).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 1500 })
  })

  it('takes no step that its status does not allow', async () => {
    const { stripe } = account()
    const paid = await stripe.paymentIntents.create({ ...order, confirm: true, payment_method: 'pm_card_visa' })
    const code = 'payment_intent_unexpected_state'
    for (const step of ['confirm', 'cancel', 'capture'] as const) {
      const error = await failure(stripe.paymentIntents[step](paid.id))
      expect(error, step).toMatchObject({ statusCode: 400, code, payment_intent: { id: paid.id, status: 'succeeded' } })
    }
    const open = await stripe.paymentIntents.create(order)
    expect(await failure(stripe.paymentIntents.confirm(open.id))).toMatchObject({ code })
    expect(await stripe.paymentIntents.cancel(open.id)).toMatchObject({ status: 'canceled' })
    expect(await failure(stripe.paymentIntents.update(open.id, { amount: 500 }))).toMatchObject({ code })
  })

  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ amount: 19.99 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: -5 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: 49 }, { code: 'amount_too_small', param: 'amount' }],
    [{ amount: 100_000_000 }, { code: 'amount_too_large', param: 'amount' }],
    [{ amount: undefined }, { code: 'parameter_missing', param: 'amount' }],
    [{ currency: 'xxx' }, { param: 'currency' }],
    [{ currency: 'kwd', amount: 1001 }, { param: 'amount' }],
    [{ colour: 'red' }, { code: 'parameter_unknown', param: 'colour' }],
    [{ payment_method: 'pm_nobodys' }, { code: 'resource_missing', param: 'payment_method' }],
    [{ metadata: { note: 'x'.repeat(501) } }, { param: 'metadata' }],
    [{ confirm: true }, { code: 'payment_intent_unexpected_state' }],
  ])('is not made of %j', async (wrong, expected) => {
    const { stripe, gateway } = account()
    const error = await failure(stripe.paymentIntents.create({ ...order, ...wrong }))
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
    expect(error).toMatchObject({ ...expected, requestId: expect.stringMatching(/^req_/) })
    expect((await stripe.paymentIntents.list()).data).toEqual([])
    expect((await gateway.seen())[0]).toMatchObject({ method: 'POST', path: '/v1/payment_intents' })
  })

  it('takes yen as they are', async () => {
    const { stripe } = account()
    expect(await stripe.paymentIntents.create({ amount: 500, currency: 'JPY' })).toMatchObject({
      amount: 500,
      currency: 'jpy',
    })
  })
})

describe('an idempotency key', () => {
  it('gets the same answer again, a decline included', async () => {
    const { stripe } = account()
    const one = await stripe.paymentIntents.create(order, { idempotencyKey: 'k' })
    const two = await stripe.paymentIntents.create(order, { idempotencyKey: 'k' })
    expect(two.id).toBe(one.id)
    expect(two.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': one.lastResponse.requestId,
    })
    const decline = { payment_method: 'pm_card_visa_chargeDeclined' }
    const confirm = () => failure(stripe.paymentIntents.confirm(one.id, decline, { idempotencyKey: 'c' }))
    const [first, second] = [await confirm(), await confirm()]
    expect([first.code, second.code]).toEqual(['card_declined', 'card_declined'])
    expect((await stripe.charges.list({ payment_intent: one.id })).data).toHaveLength(1)
  })

  it('is refused with other parameters, and belongs to one account', async () => {
    const { stripe } = account()
    await stripe.paymentIntents.create(order, { idempotencyKey: 'k' })
    const error = await failure(stripe.paymentIntents.create({ ...order, amount: 2000 }, { idempotencyKey: 'k' }))
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    expect(error).toMatchObject({ statusCode: 400 })
    await expect(
      account().stripe.paymentIntents.create({ ...order, amount: 2000 }, { idempotencyKey: 'k' }),
    ).resolves.toBeTruthy()
  })

  it('is in use while its first request is carried out', async () => {
    const { stripe, gateway } = account()
    await gateway.plan({ kind: 'hold' })
    const first = stripe.paymentIntents.create(order, { idempotencyKey: 'k' })
    await expect.poll(() => gateway.waiting()).toBe(1)
    const second = await failure(stripe.paymentIntents.create(order, { idempotencyKey: 'k' }))
    expect(second).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    await gateway.release()
    expect((await first).amount).toBe(1999)
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1)
  })

  it('is free again after a refusal, and after a day', async () => {
    const { stripe, gateway } = account()
    await failure(stripe.paymentIntents.create({ ...order, amount: 1 }, { idempotencyKey: 'k' }))
    const one = await stripe.paymentIntents.create(order, { idempotencyKey: 'k' })
    await gateway.advance(24 * 3600 * 1000 - 60_000)
    expect((await stripe.paymentIntents.create(order, { idempotencyKey: 'k' })).id).toBe(one.id)
    await gateway.advance(120_000)
    expect((await stripe.paymentIntents.create(order, { idempotencyKey: 'k' })).id).not.toBe(one.id)
  })
})

describe('a fault', () => {
  it('of the gateway is met with the same key three times, and nothing is made', async () => {
    const { stripe, gateway } = account({ maxNetworkRetries: 2 })
    await gateway.plan({ kind: 'fail', times: 3 })
    expect(await failure(stripe.paymentIntents.create(order))).toBeInstanceOf(Stripe.errors.StripeAPIError)
    const seen = await gateway.seen()
    expect(seen.map(({ status }) => status)).toEqual([500, 500, 500])
    expect(new Set(seen.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    expect((await stripe.paymentIntents.list()).data).toEqual([])
  })

  it('of the connection loses the answer and not the payment', async () => {
    const { stripe, gateway } = account()
    const { id } = await stripe.paymentIntents.create(order)
    await gateway.plan({ kind: 'lost', path: '/confirm$', times: 2 })
    const error = await failure(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded')
    await gateway.plan({ kind: 'lost-500', times: 1 })
    expect(await failure(stripe.refunds.create({ payment_intent: id }))).toMatchObject({ statusCode: 500 })
    expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(1)
  })
})

describe('a refund', () => {
  it('gives back a part, then the rest, and never more', async () => {
    const { stripe } = account()
    const paid = await stripe.paymentIntents.create({ ...order, confirm: true, payment_method: 'pm_card_visa' })
    expect(await stripe.refunds.create({ payment_intent: paid.id, amount: 500 })).toMatchObject({ amount: 500 })
    expect(await failure(stripe.refunds.create({ payment_intent: paid.id, amount: 1500 }))).toMatchObject({
      param: 'amount',
    })
    expect(await stripe.refunds.create({ charge: String(paid.latest_charge) })).toMatchObject({ amount: 1499 })
    const charge = await stripe.charges.retrieve(String(paid.latest_charge))
    expect(charge).toMatchObject({ amount_refunded: 1999, refunded: true })
    const error = await failure(stripe.refunds.create({ payment_intent: paid.id }))
    expect(error).toMatchObject({ code: 'charge_already_refunded' })
  })
})

describe('lists', () => {
  it('go page by page, the newest first, with what is expanded', async () => {
    const { stripe, gateway } = account()
    const made: string[] = []
    for (let each = 0; each < 12; each += 1) {
      made.unshift((await stripe.paymentIntents.create({ ...order, confirm: true, payment_method: 'pm_card_visa' })).id)
      if (each === 5) await gateway.advance(3600_000)
    }
    const params = { limit: 5, expand: ['data.latest_charge'] }
    const listed = await stripe.paymentIntents.list(params).autoPagingToArray({ limit: 100 })
    expect(listed.map(({ id }) => id)).toEqual(made)
    expect(listed[0]?.latest_charge).toMatchObject({ object: 'charge', amount: 1999 })
    expect((await stripe.paymentIntents.list({ limit: 5 })).has_more).toBe(true)
    const back = await stripe.paymentIntents.list({ limit: 3, ending_before: String(made[6]) })
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(3, 6))
    const before = Math.floor(Date.now() / 1000) + 1800
    expect((await stripe.paymentIntents.list({ limit: 100, created: { lt: before } })).data).toHaveLength(6)
    expect(await failure(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({ param: 'limit' })
  })

  it('tell what has happened, by type', async () => {
    const { stripe } = account()
    const paid = await stripe.paymentIntents.create({ ...order, confirm: true, payment_method: 'pm_card_visa' })
    const all = await stripe.events.list()
    expect(all.data.map(({ type }) => type)).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ])
    const some = await stripe.events.list({ types: ['payment_intent.succeeded', 'charge.failed'] })
    expect(some.data).toMatchObject([{ data: { object: { id: paid.id, status: 'succeeded' } } }])
    expect((await account().stripe.events.list()).data).toEqual([])
  })
})

describe('a webhook', () => {
  const pay = { ...order, confirm: true, payment_method: 'pm_card_visa' }

  it('is signed as the official client verifies it', async () => {
    const { stripe } = account()
    const { secret, arrived } = await endpoint(stripe, { events: ['payment_intent.succeeded'] })
    const paid = await stripe.paymentIntents.create(pay)
    await expect.poll(() => arrived.length).toBe(1)
    const [{ body, headers } = { body: '', headers: {} }] = arrived
    const event = stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret)
    expect(event).toMatchObject({ type: 'payment_intent.succeeded', data: { object: { id: paid.id } } })
    expect(JSON.stringify(JSON.parse(body))).not.toBe(body)
  })

  it('comes again until the answer is a 2xx', async () => {
    const { stripe, gateway } = account()
    const { arrived } = await endpoint(stripe, { events: ['payment_intent.succeeded'], statuses: [500, 302] })
    await stripe.paymentIntents.create(pay)
    await expect.poll(() => arrived.length).toBe(3)
    expect(new Set(arrived.map(({ body }) => body)).size).toBe(1)
    expect((await gateway.attempts()).map(({ status }) => status)).toEqual([500, 302, 200])
  })

  it('waits where it is held, and is sent in any order, twice, at once', async () => {
    const { stripe, gateway } = account()
    const { types, arrived } = await endpoint(stripe)
    await gateway.deliveries({ held: true })
    await stripe.paymentIntents.create(pay)
    const { data: events } = await stripe.events.list()
    for (const { id } of events) await gateway.send(id)
    expect(types()).toEqual(['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'])
    await gateway.send(String(events[0]?.id), { times: 3, together: true })
    expect(arrived).toHaveLength(6)
    await gateway.deliveries({ held: false })
    await expect.poll(() => arrived.length).toBe(9)
  })

  it.each(['body', 'signature', 'timestamp', 'no-signature', 'another-secret'] as const)(
    'is not what was signed with another %s',
    async (tampering) => {
      const { stripe, gateway } = account()
      const { secret, arrived } = await endpoint(stripe, { events: ['payment_intent.succeeded'] })
      await gateway.deliveries({ held: true })
      await stripe.paymentIntents.create(pay)
      const [event] = (await stripe.events.list()).data
      await gateway.send(String(event?.id), { tampering })
      const [{ body, headers } = { body: '', headers: {} }] = arrived
      const verify = () => stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret)
      expect(verify).toThrow(Stripe.errors.StripeSignatureVerificationError)
    },
  )

  it('may be old, and is signed with both secrets after a change', async () => {
    const { stripe, gateway } = account()
    const { id, secret, arrived } = await endpoint(stripe, { events: ['payment_intent.succeeded'] })
    await gateway.deliveries({ held: true })
    await stripe.paymentIntents.create(pay)
    const event = String((await stripe.events.list()).data[0]?.id)
    const next = await gateway.roll(id)
    await gateway.send(event)
    await gateway.send(event, { signedAgo: -400 })
    await gateway.roll(id, false)
    await gateway.send(event)
    const [both, old, other] = arrived.map(({ body, headers }) => (key: string) => {
      stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', key)
    })
    expect(() => both?.(secret)).not.toThrow()
    expect(() => both?.(next)).not.toThrow()
    expect(() => old?.(secret)).toThrow('tolerance')
    expect(() => other?.(next)).toThrow('No signatures found')
  })

  it('never leaves this machine', async () => {
    const { stripe } = account()
    const create = stripe.webhookEndpoints.create({ url: 'https://market.example/hook', enabled_events: ['*'] })
    expect(await failure(create)).toMatchObject({ code: 'url_invalid' })
  })
})

describe('the service', () => {
  it('wants a test key, and no other', async () => {
    const stripe = new Stripe('sk_live_x', { ...account().gateway.connection, maxNetworkRetries: 0 })
    const error = await failure(stripe.paymentIntents.list())
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
    expect(error.message).toContain('no real key')
  })

  it('gives every run a gateway of its own', async () => {
    const [one, two] = await Promise.all([shared.isolate(), shared.isolate()])
    expect(one.url).not.toBe(two.url)
    await one.drop()
    await expect(fetch(one.url)).rejects.toThrow()
    expect((await fetch(two.url)).status).toBe(401)
    await two.drop()
  })

  it('takes no notice of a PAYMENTS_URL of the learner, and is gone after stop', async () => {
    const service = await payments.start({ env: { PAYMENTS_URL: 'https://api.stripe.com' }, packageRoot })
    running.push(service)
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    await service.stop()
    await expect(fetch(service.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  it.skipIf(process.platform === 'win32')('is gone when the process that started it is killed', async () => {
    const service = pathToFileURL(join(packageRoot, 'src/services/payments/service.ts')).href
    const code = `import { payments } from '${service}'
      const { url } = await payments.start(${JSON.stringify({ env: {}, packageRoot })})
      process.stdout.write(url + '\\n')`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (said) => resolve(String(said).trim())),
    )
    expect((await fetch(url)).status).toBe(401)
    child.kill('SIGKILL')
    const refused = () => fetch(url).then(String, ({ cause }) => cause.code)
    await expect.poll(refused, { timeout: 30_000 }).toBe('ECONNREFUSED')
  })
})
