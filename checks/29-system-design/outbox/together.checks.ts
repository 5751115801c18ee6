import { check, expect } from 'backend-workbook/check'
import type { Pool } from 'pg'
import { relay } from '../../../exercises/29-system-design/outbox.ts'
import { type Market, outcome, queue, withMarket } from './market.ts'

const MS = 5000

check('shares the work with other relays, who neither wait nor overtake', { read: 'order', ms: MS }, () =>
  withMarket(async ({ pool, addEvents, takesTurns, outbox }) => {
    if (await takesTurns()) return
    await addEvents('o-7', 'o-7', 'o-8', 'o-8', 'o-9')
    const { taken, send } = queue()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let arrived = () => {}
    const isSending = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const first = outcome(
      relay(pool, async (event) => {
        arrived()
        await held
        await send(event)
      }),
    )
    await Promise.race([isSending, first])
    const second = await outcome(relay(pool, send))
    expect(second, 'a second relay, while the first is sending an event of o-7').toBe(3)
    expect(taken, 'what the second has sent meanwhile').toEqual(['o-8', 'o-8', 'o-9'])
    await addEvents('o-7')
    expect(await outcome(relay(pool, send)), 'a third, after one more event of o-7').toBe(0)
    release()
    expect(await first, 'the first, when it may go on').toBe(3)
    expect((await outbox()).filter((row) => !row.sent).length, 'events that are unsent at the end').toBe(0)
    expect(taken.length, 'events that were sent, of six').toBe(6)
    await relayTogether(pool, addEvents)
  }),
)

async function relayTogether(pool: Pool, addEvents: Market['addEvents']): Promise<void> {
  const ids = await addEvents(...Array.from({ length: 24 }, (_, n) => `o-${n % 5}`))
  const { events, send } = queue()
  await Promise.all(Array.from({ length: 4 }, () => relay(pool, send)))
  await relay(pool, send)
  expect(events.length, 'events that were sent by four relays at once and one more, of 24').toBe(24)
  for (let n = 0; n < 5; n += 1) {
    const right = ids.filter((_, index) => index % 5 === n)
    const sent = events.filter(({ orderId }) => orderId === `o-${n}`).map(({ id }) => id)
    expect(sent, `the events of o-${n}, in the order in which they were sent`).toEqual(right)
  }
}
