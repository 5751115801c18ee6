import { X509Certificate } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Agent } from 'node:https'
import { check, expect } from 'backend-workbook/check'
import { type Certificate, createFrontDoor } from '../../../exercises/28-production-deployment/tls.ts'
import { newAuthority } from '../../../lessons/28-production-deployment/demo/parts/x509.ts'
import { askHttp, askHttps, door, shown, town } from './site.ts'

const DAY_MS = 86_400_000
const serialOf = ({ cert }: Certificate) => new X509Certificate(cert).serialNumber

check('renews certificates while it runs', { read: 'renewal', ms: 6000 }, async () => {
  const { root, certificate } = town()
  const before = [certificate(['first.example']), certificate(['shop.example'])]
  const after = [certificate(['first.example']), certificate(['shop.example']), certificate(['new.example'])]
  const { httpPort, httpsPort, renew } = await door({ certificates: before })
  await shown(httpsPort, 'shop.example')
  expect((await askHttp(httpPort, '/', 'new.example')).status, 'the host new.example before renew').toBe(421)
  renew(after)
  for (const [name, at] of [
    [undefined, 0],
    ['other.example', 0],
    ['first.example', 0],
    ['shop.example', 1],
    ['new.example', 2],
  ] as const) {
    const { serial, trusted } = await shown(httpsPort, name, root)
    const expected = serialOf(after[at] ?? { cert: '', chain: '', key: '' })
    const given = `the certificate that a client gets after renew, when it asks for ${name ?? 'no name'}`
    expect(serial === expected ? 'the new one' : 'another one', given).toBe('the new one')
    const sent = `whether the chain of the new one is sent to a client that asks for ${name ?? 'no name'}`
    if (name !== 'other.example') expect(trusted, sent).toBe(true)
  }
  expect((await askHttp(httpPort, '/', 'new.example')).status, 'the host new.example after renew').toBe(308)
  renew([certificate(['only.example'])])
  expect((await askHttp(httpPort, '/', 'shop.example')).status, 'the host shop.example when it has left the list').toBe(
    421,
  )
})

check('lets connections and answers go on while it renews', { read: 'renewal', ms: 6000 }, async () => {
  const { certificate } = town()
  const held: ServerResponse[] = []
  const sockets = new Set<unknown>()
  const { httpsPort, renew } = await door({
    certificates: [certificate(['shop.example'])],
    app: (request, response) => {
      sockets.add(request.socket)
      if (request.url !== '/long') return void response.end('short')
      response.write('a beginning')
      held.push(response)
    },
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const short = await askHttps(httpsPort, '/short', { agent })
  const idle = new Agent({ keepAlive: true, maxSockets: 1 })
  await askHttps(httpsPort, '/short', { agent: idle })
  const long = askHttps(httpsPort, '/long', { agent })
  await expect.poll(() => held.length, { timeout: 2000, interval: 2, message: 'long answers that have begun' }).toBe(1)
  renew([certificate(['shop.example'])])
  held[0]?.end(', and an end')
  expect((await long).text, 'an answer that was under way during renew').toBe('a beginning, and an end')
  expect((await askHttps(httpsPort, '/short', { agent })).text, 'the next answer on that connection').toBe(short.text)
  await askHttps(httpsPort, '/short', { agent: idle })
  const used =
    'connections of two keep-alive clients: one has asked before, during and after renew, one before and after'
  expect(sockets.size, used).toBe(2)
  agent.destroy()
  idle.destroy()
})

check('refuses certificates that are not fit, and keeps those it has', { read: 'renewal', ms: 6000 }, async () => {
  const { certificate, root, intermediate } = town()
  const good = certificate(['shop.example'])
  const fresh = certificate(['shop.example'])
  const soon = new Date(Date.now() + DAY_MS)
  const past = new Date(Date.now() - DAY_MS)
  const unfit: [string, Certificate[]][] = [
    ['an empty list', []],
    ['a key of another certificate', [{ ...fresh, key: good.key }]],
    ['what is no PEM', [{ ...fresh, cert: 'soon' }]],
    ['a key that is no PEM', [{ ...fresh, key: '' }]],
    ['one that has expired', [certificate(['shop.example'], { notBefore: new Date(0), notAfter: past })]],
    ['one that is not valid yet', [certificate(['shop.example'], { notBefore: soon })]],
    ['a chain of another authority', [{ ...fresh, chain: town().intermediate.cert }]],
    ['a chain of the right name and another key', [{ ...fresh, chain: newAuthority(intermediate.name, root).cert }]],
    ['a chain that begins with the root', [{ ...fresh, chain: root.cert }]],
    ['a chain in the wrong order, the root first', [{ ...fresh, chain: `${root.cert.trim()}\n${intermediate.cert}` }]],
    [
      'a good one and then an expired one',
      [fresh, certificate(['b.example'], { notBefore: new Date(0), notAfter: past })],
    ],
    ['a good one and then one with another key', [fresh, { ...certificate(['b.example']), key: good.key }]],
  ]
  const { httpPort, httpsPort, renew } = await door({ certificates: [good] })
  for (const [what, certificates] of unfit) {
    expect(
      thrownBy(() => renew(certificates)),
      `renew with ${what}`,
    ).toBe('an error')
    for (const name of ['shop.example', undefined]) {
      const { serial } = await shown(httpsPort, name)
      const now = serial === serialOf(good) ? 'the old one' : 'another one'
      expect(now, `the certificate that a client gets after renew with ${what}`).toBe('the old one')
    }
    expect((await askHttp(httpPort, '/', 'b.example')).status, `the host b.example after renew with ${what}`).toBe(421)
    const create = () => createFrontDoor({ app: () => undefined, certificates })
    expect(thrownBy(create), `createFrontDoor with ${what}`).toBe('an error')
  }
  expect(
    thrownBy(() => renew([fresh])),
    'renew with a good one after all that',
  ).toBe('nothing')
})

function thrownBy(run: () => unknown): 'an error' | 'nothing' {
  try {
    run()
    return 'nothing'
  } catch {
    return 'an error'
  }
}
