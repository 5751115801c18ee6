import { check, expect } from 'backend-workbook/check'
import { compare } from 'bcrypt'
import { createPasswordStore } from '../../../exercises/13-password-security/password-store.ts'
import { EMAIL, KEYS, optionsOf, peppered, tableOf } from './table.ts'

check(
  'stores a bcrypt hash of the cost asked for, the id of the pepper, and nothing else',
  { read: 'bcrypt' },
  async () => {
    for (const [email, cost] of [
      [EMAIL, 4],
      ['Ada.Mill@Mill.example', 6],
    ] as const) {
      const table = tableOf()
      await createPasswordStore(optionsOf(table, { cost })).setPassword(email, 'correct horse')
      const given = `the row after setPassword('${email}', 'correct horse') with cost ${cost} and the current pepper k2`
      expect(table.rows.get(email), given).toEqual({
        email,
        hash: expect.stringMatching(new RegExp(`^\\$2[aby]\\$0${cost}\\$[./A-Za-z0-9]{53}$`)),
        pepper: 'k2',
      })
    }
  },
)

check('hashes the HMAC of the password, and needs the current key', { read: 'pepper' }, async () => {
  for (const [password, current] of [
    ['correct horse', 'k2'],
    ['Größe 42, bitte', 'k1'],
    // Neither trimmed nor normalized: the two characters of `e` and its accent stay two.
    [' cafe\u0301 ', 'k2'],
  ] as const) {
    const table = tableOf()
    const store = createPasswordStore(optionsOf(table, { peppers: { current, keys: KEYS } }))
    await store.setPassword(EMAIL, password)
    const hash = table.rows.get(EMAIL)?.hash.replace(/^\$2[ay]\$/, '$2b$') ?? ''
    const fits = {
      hmacInBase64: await compare(peppered(password, KEYS[current]), hash),
      thePasswordItself: await compare(password, hash),
    }
    expect(fits, `what fits the hash after setPassword('${EMAIL}', '${password}') with pepper ${current}`).toEqual({
      hmacInBase64: true,
      thePasswordItself: false,
    })
  }
  asksForTheCurrentKey()
})

/** Without it, a store would write hashes that nobody can check, or that anybody can compute. */
function asksForTheCurrentKey(): void {
  for (const [what, key] of [
    ['keys for k1 and k2 only', {}],
    ["an empty text as k3's key", { k3: '' }],
    ["undefined as k3's key", { k3: undefined as unknown as string }],
  ] as const) {
    const peppers = { current: 'k3', keys: { ...KEYS, ...key } }
    const keyless = () => createPasswordStore(optionsOf(tableOf(), { peppers }))
    expect(keyless, `createPasswordStore(…) with the current pepper 'k3', and ${what}`).toThrow()
  }
  const inherited = () => createPasswordStore(optionsOf(tableOf(), { peppers: { current: 'toString', keys: KEYS } }))
  expect(inherited, "createPasswordStore(…) with the current pepper 'toString', and keys for k1 and k2").toThrow()
}

check('gives every hash a salt of its own', { read: 'salt' }, async () => {
  const table = tableOf()
  const store = createPasswordStore(optionsOf(table))
  const salts = new Set<string | undefined>()
  for (const email of [EMAIL, EMAIL, 'bo@mill.example']) {
    await store.setPassword(email, 'correct horse')
    salts.add(table.rows.get(email)?.hash.slice(7, 29))
  }
  // A second process, or the same after a restart.
  await createPasswordStore(optionsOf(table)).setPassword(EMAIL, 'correct horse')
  salts.add(table.rows.get(EMAIL)?.hash.slice(7, 29))
  expect(salts.size, "different salts after 'correct horse' was set four times, twice for the same user").toBe(4)
})
