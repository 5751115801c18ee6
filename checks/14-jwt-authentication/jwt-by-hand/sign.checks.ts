import { check, expect } from 'backend-workbook/check'
import { jwtVerify } from 'jose'
import jwt from 'jsonwebtoken'
import { sign, verify } from '../../../exercises/14-jwt-authentication/jwt-by-hand.ts'
import { at, expectAll, handmade, outcome, part, SECRET, START } from '../tokens.ts'

/** Claims whose base64 has characters that base64url writes in another way, at every position. */
const awkward = Array.from({ length: 9 }, (_, index) => `${'x'.repeat(index)}>>>???~~~ Åse 麦`)

check('makes header, payload and signature in base64url', { read: 'what-a-jwt-is' }, () => {
  const options = { expiresInSeconds: 900, now: at(0) }
  const token = String(sign({ sub: 'ret_7', role: 'retailer' }, SECRET, options))
  const call = "sign({ sub: 'ret_7', role: 'retailer' }, …)"
  expect(token.split('.').length, `the number of parts of ${call}`).toBe(3)
  expect(part(token, 0), `the header of ${call}`).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(part(token, 1), `the payload of ${call}`).toMatchObject({ sub: 'ret_7', role: 'retailer' })
  for (const name of awkward) {
    const odd = String(sign({ name }, SECRET, options))
    expect(
      odd.replace(/[\w.-]/g, ''),
      `the characters of sign({ name: '${name}' }, …) that base64url does not have`,
    ).toBe('')
    expect(part(odd, 1), `the payload of sign({ name: '${name}' }, …)`).toMatchObject({ name })
  }
})

check('signs tokens that jose and jsonwebtoken accept', { read: 'signature' }, async () => {
  for (const [index, name] of ['Ada', ...awkward].entries()) {
    const secret = index % 2 ? SECRET : `Ærlig-${SECRET}`
    const token = String(sign({ name, list: [1, { a: null }] }, secret, { expiresInSeconds: 60, now: at(index) }))
    const claims = { name, list: [1, { a: null }], iat: START + index, exp: START + index + 60 }
    const call = `sign({ name: '${name}', … }, '${secret}', …)`
    const options = { algorithms: ['HS256' as const], clockTimestamp: START + index }
    expect(
      outcome(() => jwt.verify(token, secret, options)),
      `jsonwebtoken about ${call}`,
    ).toEqual({ gave: claims })
    const read = jwtVerify(token, Buffer.from(secret), { currentDate: new Date(at(index)()) })
    const read2 = await read.then(({ payload }) => payload, String)
    expect(read2, `jose about ${call}`).toEqual(claims)
  }
})

check('writes iat and exp in whole seconds, from the clock that it was given', { read: 'claims' }, () => {
  const claims = Object.freeze({ sub: 'ret_7', iat: 5, exp: 7 })
  for (const [seconds, iat] of [
    [0, START],
    [0.001, START],
    [59.999, START + 59],
    [-START + 1, 1],
  ] as const) {
    const given = String(sign(claims, SECRET, { expiresInSeconds: 900, now: at(seconds) }))
    expect(
      part(given, 1),
      `the payload of sign({ sub: 'ret_7', iat: 5, exp: 7 }, …, { expiresInSeconds: 900, now: () => ${at(seconds)()} })`,
    ).toEqual({ sub: 'ret_7', iat, exp: iat + 900 })
  }
  expect(claims, 'the claims afterwards').toEqual({ sub: 'ret_7', iat: 5, exp: 7 })
  const before = Math.floor(Date.now() / 1000)
  const { iat = 0, exp = 0 } = part(String(sign({}, SECRET, { expiresInSeconds: 1 })), 1) as Record<string, number>
  const after = Math.floor(Date.now() / 1000)
  expect(Math.min(Math.max(iat, before), after), 'the seconds of Date.now(), next to iat without a clock').toBe(iat)
  expect(exp - iat, 'exp - iat of it').toBe(1)
})

check('does not sign what is not an object, or a token without a sensible lifetime', { read: 'claims' }, () => {
  const options = { expiresInSeconds: 900, now: at(0) }
  for (const claims of [null, undefined, 'ret_7', 7, true, ['ret_7'], []] as unknown[]) {
    const call = () => sign(claims as Record<string, unknown>, SECRET, options)
    expectAll('invalid_claims', { [`sign(${JSON.stringify(claims)}, secret, { expiresInSeconds: 900 })`]: call })
  }
  for (const expiresInSeconds of [
    0,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '900',
    undefined,
    null,
  ] as unknown[]) {
    const call = () => sign({}, SECRET, { ...options, expiresInSeconds: expiresInSeconds as number })
    const shown = typeof expiresInSeconds === 'string' ? `'${expiresInSeconds}'` : expiresInSeconds
    expectAll('invalid_lifetime', { [`sign({}, secret, { expiresInSeconds: ${shown} })`]: call })
  }
})

check('refuses a secret of fewer than 32 bytes, to sign and to verify', { read: 'secrets' }, () => {
  const options = { expiresInSeconds: 900, now: at(0) }
  for (const secret of [
    '',
    'key',
    'x'.repeat(31),
    `${'é'.repeat(15)}x`,
    undefined,
    null,
    7,
    Buffer.alloc(40),
  ] as unknown[]) {
    const weak = secret as string
    const shown = typeof secret === 'string' ? `'${secret}'` : Buffer.isBuffer(secret) ? 'a Buffer' : secret
    expectAll('weak_secret', {
      [`sign({}, ${shown}, …)`]: () => sign({}, weak, options),
      [`sign(null, ${shown}, …)`]: () => sign(null as unknown as Record<string, unknown>, weak, options),
      [`verify('no token', ${shown}, …)`]: () => verify('no token', weak, options),
      [`verify(token, ${shown}, …)`]: () => verify(handmade({ secret: String(secret) }), weak, options),
    })
  }
  for (const secret of ['x'.repeat(32), 'é'.repeat(16), 'x'.repeat(200)]) {
    const token = outcome(() => verify(sign({}, secret, options), secret, options))
    expect(token, `verify(sign({}, '${secret}', …), '${secret}')`).toEqual({ gave: { iat: START, exp: START + 900 } })
  }
})
