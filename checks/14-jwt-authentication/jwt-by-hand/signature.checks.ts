import { check, expect } from 'backend-workbook/check'
import { SignJWT } from 'jose'
import jwt from 'jsonwebtoken'
import { verify } from '../../../exercises/14-jwt-authentication/jwt-by-hand.ts'
import { at, encode, expectAll, handmade, outcome, SECRET, START, threw } from '../tokens.ts'

const options = { now: at(0) }
const token = handmade()
const [header = '', payload = '', signature = ''] = token.split('.')

check('accepts tokens that jose and jsonwebtoken sign', { read: 'signature' }, async () => {
  const claims = { sub: 'ret_7', name: 'Åse >>> ???', nested: { list: [1, null] }, iat: START + 3600, exp: START + 900 }
  const joses = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' })
  for (const secret of [SECRET, `Ærlig-${SECRET}`]) {
    const tokens = {
      'jsonwebtoken signed': jwt.sign({ ...claims }, secret, { keyid: 'k1' }),
      'jose signed': await joses.sign(Buffer.from(secret)),
      'was signed by hand': handmade({ payload: claims, secret, header: { typ: 'at+jwt', alg: 'HS256', kid: '../k' } }),
    }
    for (const [who, given] of Object.entries(tokens)) {
      expect(
        outcome(() => verify(given, secret, options)),
        `verify of a token that ${who}: ${given}`,
      ).toEqual({ gave: claims })
    }
  }
})

check('refuses every signature but the right one, character by character', { read: 'signature' }, () => {
  const staff = encode(JSON.stringify({ sub: 'ret_7', role: 'staff', iat: START, exp: START + 900 }))
  const flipped = signature.startsWith('A') ? 'B' : 'A'
  expectAll('bad_signature', {
    'another payload, old signature': () => verify(`${header}.${staff}.${signature}`, SECRET, options),
    'another header, old signature': () =>
      verify(`${encode('{"alg":"HS256"}')}.${payload}.${signature}`, SECRET, options),
    'another secret': () => verify(handmade({ secret: `${SECRET}!` }), SECRET, options),
    'first character of the signature changed': () =>
      verify(`${header}.${payload}.${flipped}${signature.slice(1)}`, SECRET, options),
    'a payload that is not JSON, signed with another secret': () =>
      verify(handmade({ payload: 'not JSON', secret: `${SECRET}!` }), SECRET, options),
  })
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  // The last character of 43 carries four bits of the signature; Buffer ignores the other two.
  const last = alphabet.indexOf(signature.at(-1) ?? '')
  for (const extra of [1, 2, 3]) {
    const other = signature.slice(0, -1) + alphabet[last + extra]
    const call = () => verify(`${header}.${payload}.${other}`, SECRET, options)
    expectAll('bad_signature', { [`…${other.slice(-6)} in place of …${signature.slice(-6)}`]: call })
  }
  expectAll('bad_signature', {
    'the first 42 characters of the signature': () => verify(token.slice(0, -1), SECRET, options),
    'the first character of the signature': () => verify(`${header}.${payload}.${signature[0]}`, SECRET, options),
    'the signature and one character more': () => verify(`${token}A`, SECRET, options),
    'the signature twice': () => verify(token + signature, SECRET, options),
  })
})

check('accepts no algorithm but HS256, whatever the header says', { read: 'algorithms' }, () => {
  const unsigned = (alg: string) => `${encode(JSON.stringify({ alg }))}.${payload}`
  for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
    const forged = {
      [`alg ${alg}, with a signature that was made up`]: () => verify(`${unsigned(alg)}.AA`, SECRET, options),
    }
    expectAll('unsupported', forged)
  }
  const rightly: [hash: 'sha256' | 'sha384' | 'sha512', header: unknown][] = [
    ['sha512', { alg: 'HS512', typ: 'JWT' }],
    ['sha384', { alg: 'HS384' }],
    ...([{ typ: 'JWT' }, { alg: 'hs256' }, { alg: 'RS256' }, { alg: ['HS256'] }, { alg: null }, { alg: '' }].map(
      (wrong) => ['sha256', wrong],
    ) as ['sha256', unknown][]),
    ['sha256', { alg: 'none' }],
    ['sha256', { alg: 'HS256', crit: ['exp'] }],
    ['sha256', { alg: 'HS256', b64: false, crit: ['b64'] }],
    ...([[], {}, null, false, true, 0, '', 'exp'].map((crit) => ['sha256', { alg: 'HS256', crit }]) as [
      'sha256',
      unknown,
    ][]),
  ]
  for (const [hash, wrong] of rightly) {
    const call = () => verify(handmade({ header: wrong, hash }), SECRET, options)
    expectAll('unsupported', { [`the header ${JSON.stringify(wrong)}, signed with our secret and ${hash}`]: call })
  }
})

check('refuses what is not three parts of base64url with a JSON header', { read: 'what-a-jwt-is' }, () => {
  const texts = [
    '',
    '.',
    '..',
    'a.b.c',
    header,
    `${header}.${payload}`,
    `${header}.${payload}.`,
    `.${payload}.${signature}`,
  ]
  const extra = [`${token}.`, `.${token}`, `${token}.${signature}`, `${header}.${payload}.${payload}.${signature}`]
  const garbage = [`${token}=`, `${token}\n`, ` ${token}`, `${token} `, `${token}!`, `Bearer ${token}`, `${token}é`]
  for (const text of [...texts, ...extra, ...garbage]) {
    expectAll('malformed', { [`verify(${JSON.stringify(text)}, secret)`]: () => verify(text, SECRET, options) })
  }
  for (const other of [undefined, null, 7, {}, [token], Buffer.from(token)]) {
    expectAll('malformed', {
      [`verify(${JSON.stringify(other)?.slice(0, 40)}, secret)`]: () => verify(other, SECRET, options),
    })
  }
  for (const wrong of ['HS256', '"HS256"', '["HS256"]', 'null', '{"alg":"HS256"', '7']) {
    const call = () => verify(handmade({ header: wrong }), SECRET, options)
    expectAll('malformed', { [`a token whose header is ${wrong}`]: call })
  }
  const padded = handmade({ header: '{"alg": "HS256"}' }).replace('.', '=.')
  expect(
    outcome(() => verify(padded, SECRET, options)),
    `verify('${padded}', secret)`,
  ).toEqual(threw('malformed'))
})
