// A shop asks a payments service that hangs for a while: it takes calls and answers none. Both are real servers. Drawn
// twice, without and with a circuit breaker. Look for: how many customers wait at once, how many calls the sick service
// gets, and how the breaker finds out that the service is well again.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { draw, type Part, type Picture, type Tone } from 'backend-workbook/picture'

const EVERY_MS = 40 // a customer comes
const TIMEOUT_MS = 200 // the shop gives a call up
const OPEN_MS = 250 // an open breaker refuses, before it tries again
const parts: Part[] = [
  { id: 'customers', title: 'Customers', at: [0, 0] },
  { id: 'shop', title: 'Shop', at: [1, 0] },
  { id: 'payments', title: 'Payments', at: [3, 0] },
  { id: 'waiting', title: 'Customers waiting', kind: 'tank', at: [1, 1] },
  { id: 'calls', title: 'Calls while it hangs', kind: 'tank', at: [3, 1] },
]
let picture: Picture
let hangs = false
let waiting = 0
let calls = 0
let caller = 'shop'

async function listen(handle: RequestListener) {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const payments = await listen((_request, response) => {
  if (!hangs) return void response.end('paid')
  calls += 1
  const change = { what: `call ${calls}`, tone: 'wait' as const, level: { waiting, calls } }
  picture.step(`payments takes call ${calls}, and is silent`, { move: [caller, 'payments'], ...change })
})

const pay = async () => (await fetch(payments.url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text()

/** Opens after three failures in a row. After OPEN_MS it lets one call through, the probe, whose end decides. */
function withBreaker(call: typeof pay): typeof pay {
  let failures = 0
  let openedAt: number | undefined
  let isProbing = false
  const show = (say: string, word: string, tone: Tone) => picture.step(say, { state: { breaker: [word, tone] } })
  show('the breaker is closed: it lets every call through', 'closed', 'good')

  function learn(isWell: boolean): void {
    failures = isWell ? 0 : failures + 1
    if (failures >= 3) show(`${failures} failures in a row: the breaker opens`, 'open', 'bad')
    else if (isProbing) show('the probe is answered: the breaker closes', 'closed', 'good')
    openedAt = failures >= 3 ? performance.now() : undefined
    isProbing = false
  }
  return async () => {
    const openedBefore = openedAt
    if (openedAt !== undefined) {
      if (isProbing || performance.now() - openedAt < OPEN_MS) throw new Error('refused')
      isProbing = true
      show('half-open: the breaker lets one call through', 'half-open', 'wait')
    }
    let isWell = false
    try {
      const result = await call()
      isWell = true
      return result
    } finally {
      // A call that began before the breaker opened says nothing about now.
      if (openedAt === openedBefore) learn(isWell)
    }
  }
}

const results = new Map<string, number>()
let waitedMs = 0
let ask = pay
const shop = await listen(async (request, response) => {
  const start = performance.now()
  waiting += 1
  const result = await ask().catch(({ message }) => (message === 'refused' ? message : 'timed out'))
  waiting -= 1
  response.writeHead(result === 'paid' ? 200 : 503).end(result)
  const ms = Math.round(performance.now() - start)
  waitedMs += ms
  results.set(result, (results.get(result) ?? 0) + 1)
  picture.step(`customer ${request.url?.slice(1)}: ${result} after ${ms} ms`, {
    move: ['shop', 'customers'],
    what: result,
    tone: result === 'paid' ? 'good' : 'bad',
    level: { waiting },
    state: { customers: [...results].map(([each, count]) => `${each} ${count}`).join(', ') },
  })
})

const buy = async (customer: number) => (await fetch(`${shop.url}/${customer}`)).text()

async function play(): Promise<void> {
  calls = 0
  waitedMs = 0
  results.clear()
  const state = { shop: `waits up to ${TIMEOUT_MS} ms`, payments: ['well', 'good'] as [string, Tone] }
  picture.step(`the shop waits ${TIMEOUT_MS} ms for payments, and no longer`, { state })
  const answers: Promise<string>[] = []
  for (let customer = 1; customer <= 31; customer += 1) {
    if (customer === 4) {
      await Promise.all(answers)
      hangs = true
      picture.step('payments hangs from now on', { state: { payments: ['hangs', 'bad'] } })
    }
    if (customer === 22) {
      hangs = false
      picture.step('payments is well again', { state: { payments: ['well', 'good'] } })
    }
    answers.push(buy(customer))
    await sleep(EVERY_MS)
  }
  await Promise.all(answers)
  picture.step(`in all: ${waitedMs} ms of waiting, ${calls} calls that got no answer`)
}

picture = { step() {} }
await Promise.all([1, 2, 3, 4].map(buy)) // the first requests of a program take longest: not drawn
picture = draw('Without a breaker', parts)
await play()
picture = draw('With a breaker', [...parts, { id: 'breaker', title: 'Circuit breaker', at: [2, 0] }])
caller = 'breaker'
ask = withBreaker(pay)
await play()
for (const { server } of [shop, payments]) {
  server.close()
  server.closeAllConnections()
}
