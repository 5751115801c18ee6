// Webhooks that come late, twice, at the same moment, in another order, old and forged. Two endpoints receive the same.
// Look for: how many receipts each sends, what the order is in the end, and which requests each refuses.
import { createHmac } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import Stripe from 'stripe'

const SECRET = 'whsec_of_the_demo'
const { webhooks } = new Stripe('sk_test_demo')

interface Event {
  id: string
  type: string
}

interface Endpoint {
  order: string
  receipts: number
  receive: (payload: string, header: string) => Promise<number>
}

/** Believes what it gets, and does what the event says. */
function naive(): Endpoint {
  const seen = new Set<string>()
  const endpoint: Endpoint = {
    order: 'open',
    receipts: 0,
    async receive(payload) {
      const { id, type }: Event = JSON.parse(payload)
      if (seen.has(id)) return 200
      await turn() // the database
      endpoint.order = type
      if (type === 'succeeded') endpoint.receipts += 1
      seen.add(id)
      return 200
    },
  }
  return endpoint
}

/** Verifies, writes event and effects in one step, and leaves "succeeded" by nothing. */
function steady(): Endpoint {
  const seen = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  const endpoint: Endpoint = {
    order: 'open',
    receipts: 0,
    async receive(payload, header) {
      const event = verified(payload, header)
      if (!event) return 400
      // Stands for a transaction: one after the other.
      const done = last.then(async () => {
        await turn()
        if (seen.has(event.id)) return
        seen.add(event.id)
        if (endpoint.order === 'succeeded') return
        endpoint.order = event.type
        if (event.type === 'succeeded') endpoint.receipts += 1
      })
      last = done
      await done
      return 200
    },
  }
  return endpoint
}

function verified(payload: string, header: string): Event | undefined {
  try {
    return webhooks.constructEvent(payload, header, SECRET) as unknown as Event
  } catch {
    return undefined
  }
}

const payloadOf = (id: string, type: string) => JSON.stringify({ id, type }, null, 2)
function signed(payload: string, age = 0, secret = SECRET): string {
  const time = Math.floor(Date.now() / 1000) - age
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${payload}`).digest('hex')}`
}

const forged = payloadOf('evt_8', 'succeeded')
const old = payloadOf('evt_9', 'succeeded')
const succeeded = payloadOf('evt_2', 'succeeded')
const processing = payloadOf('evt_1', 'processing')
const sameAgain = payloadOf('evt_3', 'succeeded')

const scenes: [string, (endpoint: Endpoint) => Promise<number[]>][] = [
  ['forged: signed with another secret', async ({ receive }) => [await receive(forged, signed(forged, 0, 'whsec_x'))]],
  ['recorded an hour ago', async ({ receive }) => [await receive(old, signed(old, 3600))]],
  ['twice at the same moment', ({ receive }) => Promise.all([1, 2].map(() => receive(succeeded, signed(succeeded))))],
  ['the same, once more', async ({ receive }) => [await receive(succeeded, signed(succeeded))]],
  ['"processing", late', async ({ receive }) => [await receive(processing, signed(processing))]],
  ['the success again, with another id', async ({ receive }) => [await receive(sameAgain, signed(sameAgain))]],
]

for (const [name, endpoint] of [
  ['NAIVE', naive()],
  ['STEADY', steady()],
] as const) {
  console.log(name)
  for (const [what, play] of scenes) {
    const statuses = await play(endpoint)
    const state = `order ${endpoint.order}, receipts ${endpoint.receipts}`
    console.log(`  ${what.padEnd(38)}${statuses.join(' ').padEnd(10)}${state}`)
  }
  console.log()
}
