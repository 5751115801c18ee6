import { check, expect } from 'backend-workbook/check'
import { type VerifyOptions, verify } from '../../../exercises/14-jwt-authentication/jwt-by-hand.ts'
import { at, encode, expectAll, handmade, outcome, SECRET, START } from '../tokens.ts'

const named = (payload: unknown) => (typeof payload === 'string' ? payload : JSON.stringify(payload))

/** verify of a token with this payload that is signed as it should be. */
const read = (payload: unknown, options: VerifyOptions = { now: at(0) }) =>
  verify(handmade({ payload }), SECRET, options)

check('refuses a token from the second of its exp on', { read: 'claims' }, () => {
  const claims = { sub: 'ret_7', exp: START + 900 }
  for (const [seconds, clockToleranceSeconds, valid] of [
    [0, 0, true],
    [899.999, 0, true],
    [900, 0, false],
    [901, 0, false],
    [90_000, 0, false],
    [900, 30, true],
    [929.999, 30, true],
    [930, 30, false],
  ] as const) {
    const expected = valid ? { gave: claims } : { threw: 'expired' }
    const what = `verify ${seconds} s after it was issued, of a token for 900 s, with a tolerance of ${clockToleranceSeconds} s`
    expect(
      outcome(() => read(claims, { now: at(seconds), clockToleranceSeconds })),
      what,
    ).toEqual(expected)
  }
  expect(
    outcome(() => read(claims, { now: at(900) })),
    'verify after 900 s, no tolerance given',
  ).toEqual({ threw: 'expired' })
  const seconds = Math.floor(Date.now() / 1000)
  const real = { exp: seconds + 60 }
  expect(
    outcome(() => read(real, {})),
    'verify without a clock, a minute before exp',
  ).toEqual({ gave: real })
  const over = { exp: seconds - 1 }
  expect(
    outcome(() => read(over, {})),
    'verify without a clock, a second after exp',
  ).toEqual({ threw: 'expired' })
})

check('refuses a token before its nbf', { read: 'claims' }, () => {
  const claims = { nbf: START + 60, exp: START + 900 }
  for (const [seconds, clockToleranceSeconds, valid] of [
    [0, 0, false],
    [59.999, 0, false],
    [60, 0, true],
    [899.999, 0, true],
    [29.999, 30, false],
    [30, 30, true],
  ] as const) {
    const expected = valid ? { gave: claims } : { threw: 'not_active' }
    const what = `verify at ${seconds} s, nbf at 60 s, with a tolerance of ${clockToleranceSeconds} s`
    expect(
      outcome(() => read(claims, { now: at(seconds), clockToleranceSeconds })),
      what,
    ).toEqual(expected)
  }
  const both = { nbf: START + 60, exp: START + 30 }
  expect(
    outcome(() => read(both, { now: at(40) })),
    'verify of a token with exp before nbf, between the two',
  ).toEqual({ threw: 'expired' })
})

check('asks for a JSON object with an exp, and for numbers', { read: 'claims' }, () => {
  for (const payload of ['null', '"ret_7"', '7', '[{"exp":1900000000}]', 'ret_7', '{"exp":1900000000']) {
    expectAll('invalid_claims', { [`verify of a token with the payload ${payload}`]: () => read(payload) })
  }
  const exp = START + 900
  const wrong = [{ sub: 'ret_7' }, { exp: String(exp) }, { exp: null }, { exp: true }, { exp: [exp] }, '{"exp":1e999}']
  const wrongNbf = [{ exp, nbf: String(START) }, { exp, nbf: null }, { exp, nbf: false }, `{"exp":${exp},"nbf":-1e999}`]
  for (const payload of [...wrong, ...wrongNbf]) {
    expectAll('invalid_claims', { [`verify of a token with the payload ${named(payload)}`]: () => read(payload) })
  }
  const odd = [{ iat: 'yesterday' }, { iat: null }, { iat: exp + 900 }, { sub: null }, { jti: 7, role: ['staff'] }]
  for (const more of [{ nbf: 0 }, ...odd]) {
    const payload = { exp, ...more }
    expect(
      outcome(() => read(payload)),
      `verify of a token with the payload ${named(payload)}`,
    ).toEqual({ gave: payload })
  }
  expect(
    outcome(() => read({ exp: 0 })),
    'verify of a token with the payload {"exp":0}',
  ).toEqual({ threw: 'expired' })
})

check('compares iss and aud where it is asked to', { read: 'claims' }, () => {
  const exp = START + 900
  const now = at(0)
  const cases: [options: VerifyOptions, claims: Record<string, unknown>, valid: boolean][] = [
    [{ issuer: 'market' }, { iss: 'market' }, true],
    [{ issuer: 'market' }, { iss: 'Market' }, false],
    [{ issuer: 'market' }, { iss: 'market.evil.example' }, false],
    [{ issuer: 'market' }, { iss: ['market'] }, false],
    [{ issuer: 'market' }, {}, false],
    [{ audience: 'api' }, { aud: 'api' }, true],
    [{ audience: 'api' }, { aud: ['shop', 'api'] }, true],
    [{ audience: 'api' }, { aud: ['shop'] }, false],
    [{ audience: 'api' }, { aud: 'shop-api' }, false],
    [{ audience: 'api' }, { aud: ['shop-api'] }, false],
    [{ audience: 'api' }, { aud: [] }, false],
    [{ audience: 'api' }, { aud: ['shop', '', 'api', 'app'] }, true],
    [{ audience: 'api' }, { aud: { api: true } }, false],
    [{ audience: 'api' }, { aud: [['api']] }, false],
    [{ audience: 'api' }, { aud: 'api-test' }, false],
    [{ audience: 'api' }, { aud: 'api shop' }, false],
    [{ audience: 'api' }, { aud: 'API' }, false],
    [{ audience: 'api' }, { aud: 'ap' }, false],
    [{ audience: 'api' }, { aud: null }, false],
    [{ audience: 'api' }, {}, false],
    [{ issuer: 'market', audience: 'api' }, { iss: 'market', aud: 'api' }, true],
    [{ issuer: 'market', audience: 'api' }, { iss: 'market', aud: 'shop' }, false],
    [{ issuer: 'market', audience: 'api' }, { iss: 'shop', aud: 'api' }, false],
    [{}, { iss: 'market', aud: 'api' }, true],
    [{ issuer: '' }, { iss: 'market' }, false],
    [{ audience: '' }, { aud: 'api' }, false],
    [{ issuer: 'market' }, { iss: 'market', aud: 'shop' }, true],
    [{ issuer: undefined, audience: undefined }, { iss: 'market', aud: 'shop' }, true],
  ] as [VerifyOptions, Record<string, unknown>, boolean][]
  for (const [options, claims, valid] of cases) {
    const given = { ...claims, exp }
    const expected = valid ? { gave: given } : { threw: 'invalid_claims' }
    const what = `verify(token, secret, ${JSON.stringify(options)}) of a token with ${JSON.stringify(claims)}`
    expect(
      outcome(() => read(given, { ...options, now })),
      what,
    ).toEqual(expected)
  }
})

check('reports the first test that fails, and reads the payload last', { read: 'jwt-by-hand' }, () => {
  const old = { exp: START - 1 }
  const forged = (parts: Parameters<typeof handmade>[0]) => handmade({ secret: `${SECRET}!`, ...parts })
  const cases: [what: string, token: string, code: string][] = [
    ['wrong signature, and expired', forged({ payload: old }), 'bad_signature'],
    ['wrong signature, and not yet active', forged({ payload: { exp: START + 9, nbf: START + 5 } }), 'bad_signature'],
    ['wrong signature, and a payload that is not JSON', forged({ payload: 'x' }), 'bad_signature'],
    ['alg HS512, and a wrong signature', forged({ header: { alg: 'HS512' } }), 'unsupported'],
    ['alg none, and a fourth part', `${encode('{"alg":"none"}')}.${encode('{}')}.AA.AA`, 'malformed'],
    ['expired, and for another audience', handmade({ payload: { ...old, aud: 'shop' } }), 'invalid_claims'],
    ['expired, and a list of other audiences', handmade({ payload: { ...old, aud: ['shop'] } }), 'invalid_claims'],
    ['not yet active, and for nobody', handmade({ payload: { exp: START + 9, nbf: START + 5 } }), 'invalid_claims'],
  ]
  for (const [what, token, code] of cases) {
    expectAll(code, { [`a token with ${what}`]: () => verify(token, SECRET, { now: at(0), audience: 'api' }) })
  }
})
