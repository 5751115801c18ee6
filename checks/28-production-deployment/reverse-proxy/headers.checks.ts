import { check, expect } from 'backend-workbook/check'
import { ask, backend, proxy } from './street.ts'

const FORGED = {
  'X-Forwarded-For': '203.0.113.9, 10.0.0.1',
  'x-forwarded-host': 'cdn.example',
  'X-FORWARDED-PROTO': 'https',
  Forwarded: 'for=203.0.113.9',
}

check('says who the client is, and lets strangers not say it', { read: 'proxy', ms: 6000 }, async () => {
  const shop = await backend('shop')
  const own = {
    host: 'shop.example:8080',
    for: '127.0.0.1',
    at: 'shop.example:8080',
    proto: 'http',
    forwarded: undefined,
  }
  for (const [trusted, headers, expected] of [
    [undefined, {}, own],
    [undefined, FORGED, own],
    [['203.0.113.9', '10.0.0.1'], FORGED, own],
    [['127.0.0.1'], {}, own],
    [
      ['10.0.0.1', '127.0.0.1'],
      FORGED,
      {
        host: 'shop.example:8080',
        for: '203.0.113.9, 10.0.0.1, 127.0.0.1',
        at: 'cdn.example',
        proto: 'https',
        forwarded: 'for=203.0.113.9',
      },
    ],
  ] as const) {
    const front = await proxy([shop], trusted ? { trusted: [...trusted] } : {})
    await ask(front, '/', { headers: { host: 'shop.example:8080', 'x-forwarded-other': 'stays', ...headers } })
    const { host, forwarded, ...seen } = shop.seen.at(-1)?.headers ?? {}
    const given = `trusted: ${trusted?.join(', ') ?? 'nobody'}; the client at 127.0.0.1 sends Host shop.example:8080 and ${Object.keys(headers).join(', ') || 'nothing else'}`
    const got = {
      ...{ host, for: seen['x-forwarded-for'], at: seen['x-forwarded-host'], proto: seen['x-forwarded-proto'] },
      forwarded,
    }
    expect(got, `What the backend gets. ${given}`).toEqual(expected)
    expect(seen['x-forwarded-other'], `X-Forwarded-Other: stays. ${given}`).toBe('stays')
  }
  const front = await proxy([shop], { trusted: ['127.0.0.1'], everywhere: true })
  await ask(front, '/', { headers: { 'x-forwarded-for': '203.0.113.9' } })
  expect(
    shop.seen.at(-1)?.headers['x-forwarded-for'],
    'X-Forwarded-For of a request from 127.0.0.1, which is trusted, to a proxy that listens on IPv6 as well',
  ).toBe('203.0.113.9, 127.0.0.1')
})

check('keeps the headers of each connection to it', { read: 'proxy', ms: 6000 }, async () => {
  const shop = await backend('shop')
  const front = await proxy([shop])
  shop.answer = (_request, response) => {
    response.writeHead(200, {
      ...{ Connection: 'X-Internal, close', 'X-Internal': 'of the backend', 'Keep-Alive': 'timeout=99' },
      ...{ 'Proxy-Authenticate': 'Basic', Upgrade: 'h2c', 'X-Public': 'stays' },
    })
    response.end('shop')
  }
  const { headers, text } = await ask(front, '/', {
    headers: {
      ...{
        Connection: 'keep-alive, X-Debug , x-trace',
        'X-Debug': 'of the client',
        'X-Trace': '7',
        'Keep-Alive': 'timeout=99',
      },
      ...{ TE: 'trailers', 'Proxy-Authorization': 'Basic 7', 'Proxy-Connection': 'keep-alive', 'X-Other': 'stays' },
    },
  })
  const hop = [
    'x-debug',
    'x-trace',
    'keep-alive',
    'te',
    'proxy-authorization',
    'proxy-connection',
    'upgrade',
    'trailer',
  ]
  const seen = shop.seen.at(-1)?.headers ?? {}
  expect(
    hop.filter((name) => name in seen),
    'headers of the connection of a client, with "Connection: keep-alive, X-Debug , x-trace", that the backend gets',
  ).toEqual([])
  expect(seen['x-other'], 'X-Other: stays').toBe('stays')
  const { 'x-internal': internal, 'keep-alive': alive, 'proxy-authenticate': authenticate, upgrade } = headers
  expect(
    { internal, alive: alive === 'timeout=99', authenticate, upgrade },
    'headers of the connection of a backend, with "Connection: X-Internal, close", that the client gets',
  ).toEqual({ internal: undefined, alive: false, authenticate: undefined, upgrade: undefined })
  expect({ public: headers['x-public'], text }, 'the rest of the answer').toEqual({ public: 'stays', text: 'shop' })
})
