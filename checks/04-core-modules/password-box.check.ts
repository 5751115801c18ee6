import { scryptSync } from 'node:crypto'
import { check, expect, vi } from 'backend-workbook/check'
import {
  type Cost,
  hashPassword,
  needsRehash,
  sameBytes,
  verifyPassword,
} from '../../exercises/04-core-modules/password-box.ts'
import { outcomeOf } from './support.ts'

const CHEAP: Cost = { N: 1024, r: 8, p: 1 }

interface Parts {
  password?: string
  cost?: Cost
  salt?: Buffer
  keyLength?: number
  spelling?: BufferEncoding
}

function keyOf(password: string, salt: Buffer, length: number, { N, r, p }: Cost): Buffer {
  return scryptSync(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r })
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

/** The same with a key of any bytes: nobody has to compute it. */
function pretended({ N, r, p }: Cost): string {
  const key = Buffer.alloc(32, 7).toString('base64url')
  return ['scrypt', N, r, p, Buffer.from('sixteen bytes, so').toString('base64url'), key].join('$')
}

function partsOf(text: string) {
  const [scheme, N, r, p, salt = '', key = ''] = text.split('$')
  return {
    scheme,
    cost: [N, r, p].map(Number),
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  }
}

check('writes scheme, cost, salt and key into one string', { read: 'password-box' }, async () => {
  const text = await hashPassword('correct horse', CHEAP)
  expect(text, "hashPassword('correct horse', { N: 1024, r: 8, p: 1 })").toMatch(
    /^scrypt\$1024\$8\$1\$[\w-]{22}\$[\w-]{43}$/,
  )
  for (const cost of [CHEAP, { N: 512, r: 4, p: 5 }]) {
    const { cost: written, salt, key } = partsOf(await hashPassword('correct horse', cost))
    const call = `hashPassword('correct horse', { N: ${cost.N}, r: ${cost.r}, p: ${cost.p} })`
    expect(written, `the cost in the string of ${call}`).toEqual([cost.N, cost.r, cost.p])
    const expected = keyOf('correct horse', salt, 32, cost).toString('hex')
    expect(key.toString('hex'), `the key of ${call}, compared with scrypt of the password and the salt in it`).toBe(
      expected,
    )
  }
})

check('costs N 16384, r 8, p 5 unless told otherwise', { read: 'passwords', ms: 2800 }, async () => {
  const { scheme, cost } = partsOf(await hashPassword('correct horse'))
  expect([scheme, ...cost], "the first four parts of hashPassword('correct horse')").toEqual(['scrypt', 16_384, 8, 5])
})

check('takes new random bytes as salt for every password', { read: 'passwords' }, async () => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  try {
    const texts = await Promise.all(Array.from({ length: 4 }, () => hashPassword('correct horse', CHEAP)))
    const salts = new Set(texts.map((text) => partsOf(text).salt.toString('hex')))
    expect(salts.size, "different salts of four calls of hashPassword('correct horse'); Math.random has no say").toBe(4)
  } finally {
    random.mockRestore()
  }
})

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

check('leaves the event loop free while it computes', { read: 'passwords' }, async () => {
  const cost = { N: 8192, r: 8, p: 1 }
  const text = pretended(cost)
  for (const [name, call] of [
    ['hashPassword', () => hashPassword('correct horse', cost)],
    ['verifyPassword', () => verifyPassword('correct horse', text)],
  ] as const) {
    let done = false
    let turns = 0
    const finished = outcomeOf<unknown>(call).then(() => {
      done = true
    })
    while (!done && turns < 1000) {
      await new Promise(setImmediate)
      turns += 1
    }
    await finished
    expect(turns, `turns of the event loop during ${name} with N 8192`).toBeGreaterThan(5)
  }
})

check('has memory for more than the 32 MB that Node allows by default', { read: 'passwords', ms: 2800 }, async () => {
  const cost = { N: 32_768, r: 8, p: 1 }
  // Made beforehand, for it takes its time.
  const text = 'scrypt$32768$8$1$c2l4dGVlbiBieXRlcywgc28$d4DmoasYA8MILTG-AmzbYAbjl1T_A3fVjtmlKztW6LU'
  const hashed = await outcomeOf(() => hashPassword('correct horse', cost))
  expect(hashed, "hashPassword('correct horse', { N: 32768, r: 8, p: 1 })").toEqual({
    resolved: expect.stringMatching(/^scrypt\$32768\$8\$1\$/),
  })
  expect(
    await outcomeOf(() => verifyPassword('correct horse', text)),
    `verifyPassword('correct horse', '${text}')`,
  ).toEqual({ resolved: true })
})

check('tells which stored strings should be hashed anew', { read: 'password-box' }, () => {
  const cost = { N: 2048, r: 8, p: 2 }
  for (const [parts, expected] of [
    [{ N: 2048, r: 8, p: 2 }, false],
    [{ N: 4096, r: 8, p: 3 }, false],
    [{ N: 1024, r: 8, p: 2 }, true],
    [{ N: 2048, r: 4, p: 2 }, true],
    [{ N: 4096, r: 8, p: 1 }, true],
  ] as const) {
    const text = pretended(parts)
    expect(needsRehash(text, cost), `needsRehash('${text}', { N: 2048, r: 8, p: 2 })`).toBe(expected)
  }
  const huge = pretended({ N: 262_144, r: 8, p: 1 })
  expect(needsRehash(huge, cost), `needsRehash('${huge}', { N: 2048, r: 8, p: 2 }): 256 MB, and p is less`).toBe(true)
  const enough = huge.replace('$8$1', '$8$2')
  expect(needsRehash(enough, cost), `needsRehash('${enough}', { N: 2048, r: 8, p: 2 }): 256 MB`).toBe(false)
  expect(needsRehash(pretended(CHEAP)), `needsRehash('${pretended(CHEAP)}')`).toBe(true)
  expect(needsRehash('md5$900150983cd24fb0', cost), "needsRehash('md5$900150983cd24fb0', cost)").toBe(true)
})

check('sameBytes is true for equal bytes only, and throws for no length', { read: 'timing' }, () => {
  for (const [a, b, expected] of [
    ['secret', 'secret', true],
    ['secret', 'Secret', false],
    ['secret', 'secreT', false],
    ['secret', 'secret!', false],
    ['secret!', 'secret', false],
    ['', '', true],
    ['', 'x', false],
  ] as const) {
    expect(sameBytes(Buffer.from(a), Buffer.from(b)), `sameBytes of the bytes of '${a}' and '${b}'`).toBe(expected)
  }
  expect(sameBytes(new Uint8Array([1, 2]), Buffer.from([1, 2])), 'sameBytes of a Uint8Array and a Buffer').toBe(true)
})

check('sameBytes takes as long for a difference in the first byte as in the last', { read: 'timing' }, () => {
  const secret = Buffer.alloc(4 * 1024 * 1024, 7)
  const first = Buffer.from(secret)
  const last = Buffer.from(secret)
  first[0] = 8
  last[last.length - 1] = 8
  const time = (other: Buffer) => {
    const start = performance.now()
    sameBytes(secret, other)
    return performance.now() - start
  }
  // The shortest of several, in turns: whatever else the machine does can only make a run longer.
  let early = Infinity
  let late = Infinity
  for (let round = 0; round < 7; round += 1) {
    early = Math.min(early, time(first))
    late = Math.min(late, time(last))
  }
  const times = Math.round(late / Math.max(early, 0.001))
  expect(
    times,
    'sameBytes of 4 MB: how many times longer it takes when only the last byte differs than when the first does',
  ).toBeLessThan(5)
})
