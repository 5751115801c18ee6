import { createHmac, createPublicKey } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { buildVerifier } from '../../../exercises/14-jwt-authentication/partner-keys.ts'
import { AUDIENCE, keyOf, openScene, parcels, tokenBy, verdict } from '../partners.ts'
import { encode, START } from '../tokens.ts'

check('accepts the tokens of each partner, by the key that kid names', { read: 'issuers' }, async () => {
  const { verify, publish } = openScene(buildVerifier)
  await publish('parcels', { old: 'EdDSA 2', k1: 'EdDSA 1', next: 'EdDSA 3' })
  await publish('vans', { k1: 'ES256 1' })
  await publish('rails', { k1: 'ES384 1', k2: 'ES384 2' })
  const cases = [
    ['parcels', { key: 'EdDSA 1' }],
    ['parcels', { key: 'EdDSA 2', kid: 'old' }],
    ['vans', { key: 'ES256 1', iss: 'https://vans.example/' }],
    ['rails', { key: 'ES384 1', iss: 'rails' }],
    [
      'rails',
      { key: 'ES384 2', iss: 'rails', kid: 'k2', claims: { aud: ['shop', AUDIENCE], sub: 'van 3', nbf: START } },
    ],
  ] as const
  for (const [partner, parts] of cases) {
    const subject = 'claims' in parts ? parts.claims.sub : 'drv_9'
    const answer = await verdict(verify(await tokenBy(parts)))
    expect(answer, `verify of a token by ${partner}: ${JSON.stringify(parts)}`).toEqual({ partner, subject })
  }
  const wrongKid = await verdict(verify(await tokenBy({ key: 'EdDSA 2', kid: 'k1' })))
  expect(wrongKid, 'verify of a token by parcels that names another of its keys').toBe('invalid_token')
})

check('refuses a token for others, without exp or sub, or at the wrong time', { read: 'claims' }, async () => {
  const { verify, publish, pass } = openScene(buildVerifier)
  await publish('parcels', { k1: 'EdDSA 1' })
  const wrong: Record<string, unknown>[] = [
    ...[{ aud: 'shop' }, { aud: ['shop'] }, { aud: undefined }, { aud: 'market.evil.example' }],
    ...[{ exp: undefined }, { exp: START }, { exp: START - 1 }, { exp: String(START + 60) }],
    ...[{ nbf: START + 1 }, { sub: undefined }, { sub: '' }, { sub: 9 }],
  ]
  for (const claims of wrong) {
    const shown = JSON.stringify(claims, (_key, value) => value ?? 'undefined')
    const answer = await verdict(verify(await tokenBy({ key: 'EdDSA 1', claims })))
    expect(answer, `verify of a token by parcels with ${shown}, ${START} being now`).toBe('invalid_token')
  }
  const token = await tokenBy({ key: 'EdDSA 1', claims: { exp: START + 60, nbf: START + 30 } })
  for (const [seconds, expected] of [
    [29.999, 'invalid_token'],
    [30, parcels],
    [59.999, parcels],
    [60, 'invalid_token'],
  ] as const) {
    pass(seconds)
    expect(await verdict(verify(token)), `verify at ${seconds} s, nbf at 30 s, exp at 60 s`).toEqual(expected)
    pass(-seconds)
  }
})

check('refuses what is no JWT of a partner, and fetches nothing for it', { read: 'issuers' }, async () => {
  const { verify, publish, fetched } = openScene(buildVerifier)
  await publish('parcels', { k1: 'EdDSA 1' })
  const garbage = [undefined, null, '', 'x', 'a.b.c', '..', 7, {}, `${encode('null')}.${encode('7')}.AA`]
  const strangers = [
    'https://evil.example',
    'https://parcels.example/',
    'https://parcels.example.evil.example',
    ...['__proto__', 'constructor', 'toString', ['https://parcels.example'], null],
    '',
    9,
    undefined,
  ]
  for (const token of garbage) {
    expect(await verdict(verify(token)), `verify(${JSON.stringify(token)})`).toBe('invalid_token')
  }
  for (const iss of strangers) {
    const token = await tokenBy({ key: 'EdDSA 1', claims: { iss } })
    expect(await verdict(verify(token)), `verify of a token whose iss is ${JSON.stringify(iss)}`).toBe('invalid_token')
  }
  for (const kid of [undefined, '', 1, null]) {
    const token = await unsigned({ alg: 'EdDSA', ...(kid !== undefined && { kid }) })
    expect(await verdict(verify(token)), `verify of a token whose kid is ${JSON.stringify(kid)}`).toBe('invalid_token')
  }
  expect(fetched, 'the addresses that were fetched').toEqual([])
})

check('accepts no algorithm but the one of the partner', { read: 'algorithms' }, async () => {
  const { verify, publish } = openScene(buildVerifier)
  await publish('rails', { k1: 'ES384 1' })
  await publish('parcels', { k1: 'EdDSA 1', k2: 'ES256 1' })
  const { jwk } = await keyOf('ES384 1')
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const payload = encode(JSON.stringify({ iss: 'rails', sub: 'drv_9', aud: AUDIENCE, exp: START + 900 }))
  const confused = `${encode('{"alg":"HS256","kid":"k1"}')}.${payload}`
  const tokens: Record<string, unknown> = {
    'alg none': `${encode('{"alg":"none","kid":"k1"}')}.${payload}.`,
    'alg HS256, with the public key of rails as the secret': `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`,
    'alg ES256, by a key of parcels, which signs with EdDSA': await tokenBy({ key: 'ES256 1', kid: 'k2' }),
  }
  for (const [what, token] of Object.entries(tokens)) {
    expect(await verdict(verify(token)), `verify of a token with ${what}`).toBe('invalid_token')
  }
  const right = await tokenBy({ key: 'ES384 1', iss: 'rails' })
  expect(await verdict(verify(right)), 'verify of a token by rails').toEqual({ partner: 'rails', subject: 'drv_9' })
})

check('uses the keys of one partner for no other', { read: 'issuers' }, async () => {
  for (const first of ['parcels', 'vans']) {
    const { verify, publish, partners } = openScene((deps) =>
      buildVerifier({ ...deps, partners: deps.partners.map((partner) => ({ ...partner, algorithm: 'EdDSA' })) }),
    )
    await publish('parcels', { k1: 'EdDSA 1' })
    await publish('vans', { k1: 'EdDSA 2' })
    const iss = (name: string) => partners.find((partner) => partner.name === name)?.issuer
    const keys: Record<string, string> = { parcels: 'EdDSA 1', vans: 'EdDSA 2' }
    const second = first === 'vans' ? 'parcels' : 'vans'
    for (const [by, as] of [
      [first, first],
      [first, second],
      [second, first],
      [second, second],
    ] as const) {
      const token = await tokenBy({ key: keys[by] ?? '', iss: iss(as) })
      const expected = by === as ? { partner: as, subject: 'drv_9' } : 'invalid_token'
      const what = `verify of a token with the iss of ${as}, signed by the key k1 of ${by}`
      expect(await verdict(verify(token)), what).toEqual(expected)
    }
  }
})

check('uses no key and no address that a token brings along', { read: 'issuers' }, async () => {
  const { verify, publish, fetched } = openScene(buildVerifier)
  await publish('parcels', { k1: 'EdDSA 1' })
  const { jwk } = await keyOf('EdDSA 9')
  const own = { ...jwk, kid: 'k9' }
  for (const header of [
    { jwk: own },
    { jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert' },
    { jwk: own, jku: 'https://evil.example/keys' },
  ]) {
    for (const kid of ['k1', 'k9', 'https://evil.example/keys']) {
      const token = await tokenBy({ key: 'EdDSA 9', kid, header, claims: { jwks_uri: 'https://evil.example/keys' } })
      const what = `a token with the kid ${kid} and the header fields ${Object.keys(header).join(' and ')} of a stranger`
      expect(await verdict(verify(token)), `verify of ${what}`).toBe('invalid_token')
    }
  }
  expect([...new Set(fetched)], 'the addresses that were fetched').toEqual(['https://parcels.example/keys'])
})

async function unsigned(header: Record<string, unknown>): Promise<string> {
  const [, payload] = (await tokenBy({ key: 'EdDSA 1' })).split('.')
  return `${encode(JSON.stringify(header))}.${payload}.${encode('x'.repeat(64))}`
}
