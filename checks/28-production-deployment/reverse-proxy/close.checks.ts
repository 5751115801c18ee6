import { once } from 'node:events'
import { Agent, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect, timeLimit } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'
import { accepts, upgrades } from './sockets.ts'
import { ask, type Backend, backend, proxy, until } from './street.ts'

check('closes when the last answer is out', { read: 'shutdown', ms: 8000 }, async () => {
  const shop = await backend('shop')
  const held: ServerResponse[] = []
  shop.answer = (request, response) => {
    if (request.url === '/long') {
      response.write('a beginning')
      held.push(response)
    } else if (request.url === '/later') held.push(response)
    else response.end('short')
  }
  const front = await proxy([shop], { health: { intervalMs: 10 } })
  const sockets = accepts(shop)
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true }), new Agent({ keepAlive: true })]
  const [idle, long, later] = agents
  await ask(front, '/short', { ...(idle && { agent: idle }) })
  const answers = Promise.all([
    ask(front, '/long', { ...(long && { agent: long }) }),
    ask(front, '/later', { ...(later && { agent: later }) }),
  ])
  // Where something fails before they are awaited, they break off with their server.
  answers.catch(() => undefined)
  const client = upgrades(front, '/live')
  await until('The requests do not reach the backend, or the upgrade is not answered', () => {
    return held.length === 2 && client.got().includes('\r\n\r\n')
  })
  expect(sockets.length, 'upgrades that the backend has accepted').toBe(1)
  await until('No health check comes', () => shop.checked > 0)
  let closed = false
  const closing = front.close().then(() => {
    closed = true
  })
  await until('The upgraded connection stays open after close()', () => client.closed)
  const refused = await fetch(front.url).then(
    ({ status }) => `an answer, ${status}`,
    () => 'no connection',
  )
  expect(refused, 'what a new client gets after close()').toBe('no connection')
  // Those that were on their way arrive in the first pause.
  await sleep(150)
  const settled = shop.checked
  await sleep(200)
  expect(shop.checked - settled, 'health checks in 200 ms after close(), with an interval of 10 ms').toBe(0)
  expect(closed, 'whether close() has resolved while two answers are under way').toBe(false)
  for (const response of held) response.end(', and an end')
  const texts = (await answers).map(({ text }) => text)
  expect(texts, 'answers that were under way').toEqual(['a beginning, and an end', ', and an end'])
  const late = timeLimit(1200)
  const waited = new Promise((resolve) => late.addEventListener('abort', resolve))
  await Promise.race([closing, waited])
  expect(
    closed,
    'whether close() has resolved, long after the last answer, with clients that keep their connections',
  ).toBe(true)
  for (const agent of agents) agent.destroy()
  await closesBesideSilentClients(shop)
})

/** Browsers open connections ahead of their requests. */
async function closesBesideSilentClients(shop: Backend): Promise<void> {
  const front = await proxy([shop])
  const { hostname, port } = new URL(front.url)
  const silent = connect(Number(port), hostname).on('error', () => undefined)
  onTestFinished(() => void silent.destroy())
  await once(silent, 'connect')
  await ask(front, '/short')
  let closed = false
  void front.close().then(() => {
    closed = true
  })
  await until(
    'close() does not resolve while a client has a connection open on which it has sent nothing',
    () => closed,
    1200,
  )
}
