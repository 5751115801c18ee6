import { X509Certificate } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { newKeys } from '../../../lessons/28-production-deployment/demo/parts/x509.ts'
import { client, told } from './acme-client.ts'
import { acmeServer } from './acme-server.ts'
import { askHttp, door, shown, town } from './site.ts'

check('obtains a certificate as RFC 8555 says, and the site serves it', { read: 'acme', ms: 8000 }, async () => {
  const challenges = new Map<string, string>()
  const { httpPort, httpsPort, renew } = await door({ certificates: [town().certificate(['old.example'])], challenges })
  const server = await acmeServer(async (token, name) => {
    const { status, text } = await askHttp(httpPort, `/.well-known/acme-challenge/${token}`, name)
    return status === 200 ? text : undefined
  })
  const { key, run } = client(server, ['shop.example'], challenges)
  const { cert, chain } = await run().catch((error) => expect.fail(told(error, server)))
  expect(server.refusals, 'what the ACME server has refused on the way').toEqual([])
  const blocks = [cert, chain].map((pem) => pem.match(/BEGIN CERTIFICATE/g)?.length ?? 0)
  expect(blocks, 'certificates in cert and in chain').toEqual([1, 1])
  expect(new X509Certificate(cert).subjectAltName, 'the name in cert').toBe('DNS:shop.example')
  expect(new X509Certificate(chain).raw.equals(new X509Certificate(server.intermediate).raw), 'chain is the rest').toBe(
    true,
  )
  renew([{ cert, chain, key }])
  const { trusted } = await shown(httpsPort, 'shop.example', { name: '', cert: server.root, key: newKeys().privateKey })
  expect(trusted, 'whether a client that knows the root trusts the site after renew').toBe(true)
})

check('proves every name, unless it is proved already', { read: 'acme', ms: 6000 }, async () => {
  const challenges = new Map<string, string>()
  const asked: string[] = []
  const server = await acmeServer((token, name) => {
    asked.push(name)
    return challenges.get(token)
  })
  server.proved.add('b.example')
  const names = ['a.example', 'b.example', 'c.example']
  const { run } = client(server, names, challenges)
  const { cert } = await run().catch((error) => expect.fail(told(error, server)))
  expect(asked.toSorted(), 'names that the server has looked at, where b.example is proved already').toEqual([
    'a.example',
    'c.example',
  ])
  expect(cert && new X509Certificate(cert).subjectAltName, 'names of the certificate').toBe(
    names.map((name) => `DNS:${name}`).join(', '),
  )
})

check('waits for states that are not settled', { read: 'acme', ms: 6000 }, async () => {
  for (const delays of [
    { authorization: 4, order: 0 },
    { authorization: 0, order: 5 },
    { authorization: 3, order: 3 },
    { authorization: 0, ready: 3, order: 0 },
  ]) {
    const challenges = new Map<string, string>()
    const server = await acmeServer((token) => challenges.get(token))
    server.delays = delays
    const { run } = client(server, ['shop.example'], challenges)
    const given = `an authorization is pending ${delays.authorization} times, the order is pending ${delays.ready ?? 0} times after it, and processing ${delays.order} times`
    const { cert } = await run().catch((error) => expect.fail(`${given}: ${told(error, server)}`))
    expect(cert.includes('BEGIN CERTIFICATE'), given).toBe(true)
  }
  await asksAtOnce()
})

async function asksAtOnce(): Promise<void> {
  const challenges = new Map<string, string>()
  const server = await acmeServer((token) => challenges.get(token))
  server.delays = { authorization: 3, order: 0 }
  const asked: number[] = []
  server.before = (step) => void (step === 'authorization' && asked.push(performance.now()))
  const { run } = client(server, ['shop.example'], challenges, 0)
  await run().catch((error) => expect.fail(`pollMs: 0: ${told(error, server)}`))
  // The first question comes before the challenge, so nothing lies between it and the second.
  const pauses = asked.slice(2).map((at, index) => at - (asked[index + 1] ?? 0))
  // The shortest: a busy machine makes some of them long.
  expect(Math.min(...pauses), 'ms between two questions for an authorization, with pollMs: 0').toBeLessThan(900)
}
