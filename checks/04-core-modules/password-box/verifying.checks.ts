import { check, expect } from 'backend-workbook/check'
import { type Cost, hashPassword, verifyPassword } from '../../../exercises/04-core-modules/password-box.ts'
import { outcomeOf } from '../support.ts'
import { CHEAP, keyOf, partsOf } from './stored.ts'

interface Parts {
  password?: string
  cost?: Cost
  salt?: Buffer
  keyLength?: number
  spelling?: BufferEncoding
}

/** A stored string, made by the check itself. */
function stored({
  password = 'correct horse',
  cost = CHEAP,
  salt,
  keyLength = 32,
  spelling = 'base64url',
}: Parts = {}) {
  const bytes = salt ?? Buffer.from('sixteen bytes, so')
  const key = keyOf(password, bytes, keyLength, cost)
  return ['scrypt', cost.N, cost.r, cost.p, bytes.toString(spelling), key.toString(spelling)].join('$')
}

check('accepts the right password and no other', { read: 'password-box' }, async () => {
  for (const [password, right] of [
    ['correct horse', true],
    ['correct horsf', false],
    ['Correct horse', false],
    ['correct horse ', false],
    ['', false],
  ] as const) {
    expect(
      await outcomeOf(() => verifyPassword(password, stored())),
      `verifyPassword('${password}', stored), where stored was made from 'correct horse'`,
    ).toEqual({ resolved: right })
  }
  expect(
    await outcomeOf(() => verifyPassword('', stored({ password: '' }))),
    "verifyPassword('', stored), where stored was made from ''",
  ).toEqual({ resolved: true })
  const long = 'x'.repeat(100)
  for (const [last, right] of [
    ['a', true],
    ['b', false],
  ] as const) {
    expect(
      await outcomeOf(() => verifyPassword(long + last, stored({ password: `${long}a` }))),
      `verifyPassword('xxx…${last}', stored), where stored was made from 100 times x and an a`,
    ).toEqual({ resolved: right })
  }
})

check('takes cost, salt and length of the key from the stored string', { read: 'password-box' }, async () => {
  for (const parts of [
    { cost: { N: 2048, r: 8, p: 1 } },
    { cost: { N: 1024, r: 4, p: 1 } },
    { cost: { N: 1024, r: 8, p: 3 } },
    { cost: { N: 64, r: 16, p: 16 } },
    { salt: Buffer.from('a salt of twenty-four by') },
    { keyLength: 64 },
  ]) {
    expect(
      await outcomeOf(() => verifyPassword('correct horse', stored(parts))),
      `verifyPassword('correct horse', '${stored(parts)}')`,
    ).toEqual({ resolved: true })
  }
})

check('compares bytes, however the stored string spells them', { read: 'buffers' }, async () => {
  // These bytes and this key have + and / in base64 where base64url has - and _.
  const salt = Buffer.from('fbefbefbefbefbffffffffff00000001', 'hex')
  for (const spelling of ['base64', 'base64url'] as const) {
    const text = stored({ salt, spelling })
    expect(
      await outcomeOf(() => verifyPassword('correct horse', text)),
      `verifyPassword('correct horse', '${text}')`,
    ).toEqual({ resolved: true })
  }
})

check('answers false to a damaged string, and never rejects', { read: 'password-box' }, async () => {
  const [, , , , salt = '', key = ''] = stored().split('$')
  // The key at N 16384, r 8, p 1. Made beforehand, for it takes its time.
  const free = 'zLY6nu3cPMgE9pojixkUa3TGs4mdbkwenSVWgGv-eGQ'
  for (const text of [
    '',
    'scrypt',
    'correct horse',
    `scrypt$1024$8$1$${salt}`,
    `bcrypt$1024$8$1$${salt}$${key}`,
    `scrypt$1000$8$1$${salt}$${key}`,
    `scrypt$$8$1$${salt}$${key}`,
    `scrypt$-1024$8$1$${salt}$${key}`,
    `scrypt$1024$8$1.5$${salt}$${key}`,
    `scrypt$many$8$1$${salt}$${key}`,
    `scrypt$1$8$1$${salt}$${key}`,
    `scrypt$1073741824$8$1$${salt}$${key}`,
    `scrypt$99999999999999999999$8$1$${salt}$${key}`,
    `scrypt$1024$8$4294967295$${salt}$${key}`,
    `x${stored()}`,
    ` ${stored()}`,
    `${stored()}$more`,
    // Node takes a cost of 0 for its own default.
    `scrypt$0$8$1$${salt}$${free}`,
    `scrypt$16384$0$1$${salt}$${free}`,
    `scrypt$16384$8$0$${salt}$${free}`,
  ]) {
    expect(await outcomeOf(() => verifyPassword('correct horse', text)), `verifyPassword('…', '${text}')`).toEqual({
      resolved: false,
    })
  }
})

check('accepts no key that is empty or cut short', { read: 'buffers' }, async () => {
  const whole = stored()
  const start = whole.slice(0, whole.lastIndexOf('$') + 1)
  for (const [key, password] of [
    ['', 'anything'],
    ['!!!!', 'anything'],
    [stored({ keyLength: 4 }).slice(start.length), 'correct horse'],
    [stored({ keyLength: 15 }).slice(start.length), 'correct horse'],
  ] as const) {
    expect(
      await outcomeOf(() => verifyPassword(password, start + key)),
      `verifyPassword('${password}', '${start}${key}')`,
    ).toEqual({ resolved: false })
  }
  expect(
    await outcomeOf(() => verifyPassword('correct horse', stored({ keyLength: 16 }))),
    "verifyPassword('correct horse', stored) with a key of 16 bytes",
  ).toEqual({ resolved: true })
})

check('takes é for é, whichever way the keyboard sends it', { read: 'buffers' }, async () => {
  const one = 'caf\u00e9'
  const two = 'cafe\u0301'
  const text = stored({ password: one })
  expect(
    await outcomeOf(() => verifyPassword(two, text)),
    "verifyPassword('cafe\\u0301', stored of 'caf\\u00e9')",
  ).toEqual({ resolved: true })
  expect(
    await outcomeOf(() => verifyPassword('\uff50ass', stored({ password: 'pass' }))),
    "verifyPassword('\\uff50ass', stored of 'pass'): a wide p, from a Japanese keyboard",
  ).toEqual({ resolved: true })
  const written = partsOf(await hashPassword(two, CHEAP))
  expect(
    written.key.toString('hex'),
    "the key in hashPassword('cafe\\u0301'), compared with that of 'caf\\u00e9'",
  ).toBe(keyOf(one, written.salt, 32, CHEAP).toString('hex'))
})
