import { check, expect, vi } from 'backend-workbook/check'
import { hashPassword } from '../../../exercises/04-core-modules/password-box.ts'
import { CHEAP, keyOf, partsOf } from './stored.ts'

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
