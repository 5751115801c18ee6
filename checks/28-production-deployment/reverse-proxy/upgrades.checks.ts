import { check, expect } from 'backend-workbook/check'
import { accepts, upgrades } from './sockets.ts'
import { ask, backend, breaks, proxy, silent, until } from './street.ts'

check('passes WebSockets on, in both directions', { read: 'proxy', ms: 6000 }, async () => {
  const [a, b] = [await backend('a'), await backend('b')]
  const front = await proxy([a, b])
  const [ofA, ofB] = [accepts(a, 'first of the backend'), accepts(b)]
  const client = upgrades(front, '/live?room=7', 'first of the client')
  await until('The handshake does not reach the backend', () => ofA.length + a.seen.length + b.seen.length > 0)
  const ordinary = [...a.seen, ...b.seen].map(({ method, url }) => `${method} ${url}`)
  expect(ordinary, 'ordinary requests that the backends get, where a client asks for an upgrade').toEqual([])
  await until('What the backend sends right behind its 101 does not reach the client', () =>
    client.got().endsWith('first of the backend'),
  )
  await until('What the client sends right behind its request does not reach the backend', () =>
    Boolean(ofA[0]?.got().endsWith('first of the client')),
  )
  const { url, method, headers } = ofA[0]?.request ?? {}
  expect({ url, method, ...headers }, 'the handshake that the backend gets').toMatchObject({
    ...{ url: '/live?room=7', method: 'GET', host: 'shop.example', upgrade: 'websocket', cookie: 'session=7' },
    ...{ 'sec-websocket-key': 'of the client', 'sec-websocket-version': '13', 'sec-websocket-protocol': 'orders' },
    ...{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'shop.example' },
  })
  expect(headers?.connection, 'Connection of the handshake that the backend gets').toMatch(/\bupgrade\b/i)
  const [first = '', ...lines] = client.got().split('\r\n\r\n')[0]?.toLowerCase().split('\r\n') ?? []
  expect(first, 'the first line of the answer').toMatch(/^http\/1\.1 101 /)
  for (const line of [
    'upgrade: websocket',
    'connection: upgrade',
    'sec-websocket-accept: of the checks',
    'x-from: the backend',
  ]) {
    expect(lines, 'the head of the answer').toContain(line)
  }
  for (const word of ['one', 'two']) {
    client.socket.write(word)
    await until(`The backend does not get "${word}"`, () => Boolean(ofA[0]?.got().endsWith(word)))
    ofA[0]?.socket.write(word)
    await until(`The client does not get "${word}"`, () => client.got().endsWith(word))
  }
  expect((await ask(front, '/')).text, 'who gets the request after an upgrade that went to a').toBe('b')
  upgrades(front, '/live')
  upgrades(front, '/live')
  await until('Two more upgrades do not go to one backend each', () => ofA.length === 2 && ofB.length === 1)
})

check('closes both sides of a WebSocket when one closes', { read: 'proxy', ms: 6000 }, async () => {
  const shop = await backend('shop')
  const front = await proxy([shop])
  const accepted = accepts(shop)
  for (const [who, how] of [
    ['client', 'end'],
    ['client', 'resetAndDestroy'],
    ['backend', 'end'],
    ['backend', 'resetAndDestroy'],
  ] as const) {
    const client = upgrades(front, '/live')
    await until('The handshake is not answered', () => client.got().includes('\r\n\r\n'))
    const own = accepted.at(-1)
    if (who === 'client') client.socket[how]()
    else own?.socket[how]()
    await until(`The ${who} has closed (${how}), and the client's side stays open`, () => client.closed)
    await until(`The ${who} has closed (${how}), and the backend's side stays open`, () => own?.closed === true)
  }
  expect((await ask(front, '/')).text, 'a request after all that').toBe('shop')
})

check('hands on the answer of a backend that does not upgrade', { read: 'proxy', ms: 6000 }, async () => {
  const shop = await backend('shop')
  const front = await proxy([shop])
  shop.answer = (_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Bearer', 'content-type': 'text/plain' })
    response.write('log in ')
    response.end('first')
  }
  const refused = upgrades(front, '/live')
  await until('The answer 401 of the backend does not come whole', () => refused.got().includes('first'))
  expect(refused.got(), 'the answer to an upgrade, where the backend answers 401').toMatch(/^HTTP\/1\.1 401 /)
  expect(refused.got().toLowerCase(), 'its headers').toContain('www-authenticate: bearer')
  const statusOf = async (at = front) => {
    const client = upgrades(at, '/live')
    await until('An upgrade is not answered', () => client.got().includes('\r\n\r\n'))
    return client.got().slice(9, 12)
  }
  shop.answer = silent
  const hasty = await proxy([shop], { timeoutMs: 80 })
  const late = [await statusOf(hasty), await statusOf(hasty)]
  expect(late, 'statuses of two upgrades, where the backend does not answer, with timeoutMs 80').toEqual(['504', '504'])
  shop.answer = breaks
  expect(await statusOf(), 'status of an upgrade, where the backend breaks the connection').toBe('502')
  expect(await statusOf(), 'status of an upgrade, where no backend is in').toBe('503')
})
