import { check, expect, timeLimit } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { eventOf, intentOf, mark, NOW, OTHER_SECRET, openMarket, RECEIVED, SECRET, succeeded } from './market.ts'

const REFUSED = [400, 'invalid_signature']

check('takes an event that is signed over the bytes as they came', { read: 'raw-body', ms: PATIENT_MS }, async () => {
  const { send, store, url } = await openMarket({ orders: [{}, {}, {}] })
  expect(await send(succeeded('o-1')), 'an indented event with its signature').toEqual(RECEIVED)
  expect(store.order('o-1')?.status, 'the status of the order').toBe('paid')
  const letters = succeeded('o-2', { description: 'Müller & Söhne, 小麦粉, \u2028 "5,50 €"' })
  expect(await send(letters), 'an event with letters of many alphabets').toEqual(RECEIVED)
  expect(store.order('o-2')?.status, 'the status of the second order').toBe('paid')
  const large = succeeded('o-3', { description: 'flour, '.repeat(60_000) })
  expect(await send(large), 'an event of 420 KB').toEqual(RECEIVED)
  expect(store.order('o-3')?.status, 'the status of the third order').toBe('paid')
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, signal: timeLimit(3000) }
  const quote = await fetch(`${url}/quotes`, { ...init, body: '{"lines":[{"amount":1999,"quantity":3}]}' })
  expect([quote.status, await quote.json()], 'POST /quotes, the other route of the app').toEqual([200, { total: 5997 }])
})

check('refuses what the gateway has not signed', { read: 'signatures', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket()
  const event = succeeded('o-1')
  const text = JSON.stringify(event, null, 2)
  const right = mark(text, NOW, SECRET)
  const cases: [string, Parameters<typeof send>[1]][] = [
    ['no header', { header: null }],
    ['an empty header', { header: '' }],
    ['a header without v1', { header: `t=${NOW}` }],
    ['a header without a time', { header: `v1=${right}` }],
    ['an empty v1', { header: `t=${NOW},v1=` }],
    ['half of the signature', { header: `t=${NOW},v1=${right.slice(0, 32)}` }],
    [
      'a signature that is one digit off',
      { header: `t=${NOW},v1=${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` },
    ],
    ['the right signature as v0', { header: `t=${NOW},v0=${right}` }],
    ['the signature of another secret', { secret: 'whsec_of_somebody_else' }],
    ['an empty secret', { secret: '' }],
    ['another time than the signed one', { header: `t=${NOW - 1},v1=${right}` }],
    ['another body than the signed one', { body: text.replace('5997', '1') }],
    ['the same event, written without spaces', { body: JSON.stringify(event) }],
    ['no body', { body: '' }],
  ]
  for (const [what, how] of cases) expect(await send(event, how), what).toEqual(REFUSED)
  expect(store.begun, 'transactions that were begun for any of these').toBe(0)
})

check('takes signatures of five minutes, in both directions', { read: 'replays', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket()
  for (const seconds of [301, 302, 86_400, -301, -3600]) {
    const answer = await send(succeeded('o-1'), { at: NOW - seconds })
    const when = seconds > 0 ? `${seconds} s ago` : `${-seconds} s in the future`
    expect(answer, `an event that was signed ${when}`).toEqual(REFUSED)
  }
  expect(store.begun, 'transactions that were begun for any of these').toBe(0)
  for (const seconds of [300, 299, 0, -299, -300]) {
    const answer = await send(eventOf('customer.created', { id: 'cus_1' }), { at: NOW - seconds })
    const when = seconds < 0 ? `${-seconds} s in the future` : `${seconds} s ago`
    expect(answer, `an event that was signed ${when}`).toEqual(RECEIVED)
  }
})

check('knows two secrets while one follows the other', { read: 'replays', ms: PATIENT_MS }, async () => {
  const secrets = [SECRET]
  const { send } = await openMarket({ secrets })
  const event = eventOf('customer.created', { id: 'cus_1' })
  const text = JSON.stringify(event, null, 2)
  const signedBy = (...keys: string[]) => ({
    header: [`t=${NOW}`, ...keys.map((key) => `v1=${mark(text, NOW, key)}`)].join(','),
  })
  expect(await send(event, signedBy(OTHER_SECRET)), 'the new secret, before the app is told of it').toEqual(REFUSED)
  expect(await send(event, signedBy(OTHER_SECRET, SECRET)), 'two v1, the second with the only secret').toEqual(RECEIVED)
  expect(await send(event, signedBy(SECRET, OTHER_SECRET)), 'two v1, the first with the only secret').toEqual(RECEIVED)
  secrets.unshift(OTHER_SECRET)
  for (const keys of [[OTHER_SECRET], [SECRET], [OTHER_SECRET, SECRET], [SECRET, OTHER_SECRET], ['whsec_no', SECRET]]) {
    expect(await send(event, signedBy(...keys)), `signed with ${keys.join(' and ')}, both secrets known`).toEqual(
      RECEIVED,
    )
  }
  const withV0 = `t=${NOW},v0=${'0'.repeat(64)},v1=${mark(text, NOW, SECRET)}`
  expect(await send(event, { header: withV0 }), 'a v0 before the right v1').toEqual(RECEIVED)
  secrets.splice(0, 2, OTHER_SECRET)
  expect(await send(event, signedBy(SECRET)), 'the old secret, after it was taken away').toEqual(REFUSED)
  expect(await send(event, signedBy(OTHER_SECRET)), 'the new secret alone').toEqual(RECEIVED)
})

check('answers 2xx to events that mean nothing to it', { read: 'answers', ms: PATIENT_MS }, async () => {
  const { send, store } = await openMarket()
  const before = structuredClone(store.order())
  const nameless = { id: 'pi_1', amount_received: 5997, currency: 'eur' }
  const events: [string, object][] = [
    [
      'an event of another kind, about an intent of an order',
      eventOf('customer.subscription.updated', intentOf('o-1')),
    ],
    ['an event whose type is "toString"', eventOf('toString', intentOf('o-1'))],
    ['a payment of o-77, which is not in the store', succeeded('o-77')],
    ['a payment whose metadata is empty', succeeded('o-1', { metadata: {} })],
    ['a payment without metadata', eventOf('payment_intent.succeeded', nameless)],
    ['an event about a payout', eventOf('payout.paid', { id: 'po_1' })],
  ]
  for (const [what, event] of events) expect(await send(event), what).toEqual(RECEIVED)
  expect(store.order(), 'the order').toEqual(before)
  expect(store.jobs, 'the jobs').toEqual([])
})
