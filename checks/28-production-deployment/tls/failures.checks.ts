import { check, expect } from 'backend-workbook/check'
import { client, told } from './acme-client.ts'
import { acmeServer } from './acme-server.ts'
import { Refused } from './jws.ts'

check('takes its answers to challenges away again', { read: 'acme', ms: 6000 }, async () => {
  for (const fails of [false, true]) {
    const challenges = new Map([['of-another', 'of-another.print']])
    const during: number[] = []
    const server = await acmeServer((token) => {
      during.push(challenges.size)
      return fails ? undefined : challenges.get(token)
    })
    const { run } = client(server, ['shop.example'], challenges)
    await run().catch((error) => (fails ? undefined : expect.fail(told(error, server))))
    const given = `where the challenge ${fails ? 'fails' : 'succeeds'}`
    expect(during, `how many entries challenges has when the server looks, ${given}`).toEqual([2])
    expect([...challenges.keys()], `the tokens of challenges afterwards, ${given}`).toEqual(['of-another'])
  }
})

check('tries again with the nonce that a badNonce brings', { read: 'acme', ms: 6000 }, async () => {
  for (const step of ['new-account', 'new-order', 'challenge', 'finalize', 'certificate']) {
    const challenges = new Map<string, string>()
    const server = await acmeServer((token) => challenges.get(token))
    let left = 2
    server.before = (now) => {
      if (now === step && left-- > 0) throw new Refused('badNonce', 'the nonce was forgotten')
    }
    const { run } = client(server, ['shop.example'], challenges)
    const { cert } = await run().catch((error) => expect.fail(`badNonce to ${step}: ${told(error, server)}`))
    expect(cert.includes('BEGIN CERTIFICATE'), `a certificate although ${step} is answered twice with badNonce`).toBe(
      true,
    )
    expect(server.refusals.length, `refusals, where the server refuses ${step} twice`).toBe(2)
  }
})

check('rejects with the reason that the server gives', { read: 'acme', ms: 8000 }, async () => {
  for (const [step, type, code] of [
    ['new-account', 'rateLimited', 429],
    ['new-order', 'rejectedIdentifier', 400],
    ['authorization', 'rateLimited', 429],
    ['challenge', 'malformed', 400],
    ['finalize', 'badCSR', 400],
    ['certificate', 'rateLimited', 429],
  ] as const) {
    const server = await acmeServer(() => undefined)
    server.proved.add('shop.example')
    server.before = (now) => {
      if (now === step) throw new Refused(type, `too many of ${step}`, code)
    }
    const name = step === 'challenge' ? 'other.example' : 'shop.example'
    expect(await failureOf(server, name), `${step} is answered ${code}, ${type}`).toContain(`too many of ${step}`)
    expect(server.refusals.length, `how often ${step} is asked for when it is refused with ${code}, ${type}`).toBe(1)
  }
  const forgotten = await acmeServer(() => undefined)
  const failure = await failureOf(forgotten, 'shop.example')
  expect(failure, 'the site does not answer the challenge').toContain('shop.example answers with nothing')
  const refused = await acmeServer(() => undefined)
  refused.proved.add('shop.example')
  refused.orderFails = 'CAA forbids it'
  expect(await failureOf(refused, 'shop.example'), 'the order becomes invalid').toContain('CAA forbids it')
})

async function failureOf(server: Awaited<ReturnType<typeof acmeServer>>, name: string): Promise<string> {
  const { run } = client(server, [name], new Map())
  return run().then(
    () => 'it did not reject',
    (error) => (error instanceof Error ? error.message : 'it rejected with what is no Error'),
  )
}
