import { check, expect } from 'backend-workbook/check'
import { hash } from 'bcrypt'
import { createPasswordStore, type PasswordRow } from '../../../exercises/13-password-security/password-store.ts'
import { COST, EMAIL, KEYS, optionsOf, outcomeOf, peppered, rowOf, tableOf } from './table.ts'

const refused = { ok: false, message: expect.stringMatching(/\S/) }

check('lets the right password in and no other text', { read: 'bcrypt' }, async () => {
  const password = 'Correct horse 7'
  const store = createPasswordStore(optionsOf(tableOf([await rowOf(password)])))
  expect(await outcomeOf(() => store.login(EMAIL, password)), `login('${EMAIL}', '${password}')`).toEqual({
    ok: true,
    email: EMAIL,
  })
  for (const other of ['correct horse 7', 'Correct horse 7 ', 'Correct horse', 'Correct horse 7\0', '']) {
    const call = `login('${EMAIL}', ${JSON.stringify(other)}), where the password is '${password}'`
    expect(await outcomeOf(() => store.login(EMAIL, other)), call).toEqual(refused)
  }
})

check('looks at every character of a long password', { read: 'truncation' }, async () => {
  const store = createPasswordStore(optionsOf(tableOf()))
  for (const start of ['x'.repeat(72), 'é'.repeat(36), 'pass phrase '.repeat(100)]) {
    await outcomeOf(() => store.setPassword(EMAIL, `${start}a`))
    const shown = `${start.slice(0, 12)}…`
    for (const [last, expected] of [
      ['a', { ok: true, email: EMAIL }],
      ['b', refused],
    ] as const) {
      const call = `login('${EMAIL}', '${shown}${last}') with ${start.length + 1} characters, set as '${shown}a'`
      expect(await outcomeOf(() => store.login(EMAIL, start + last)), call).toEqual(expected)
    }
  }
})

check('knows hashes without a pepper, and those of PHP', { read: 'php' }, async () => {
  // A salt may hold the same letters as the name of a version.
  const plain = await hash('correct horse', '$2b$04$2y2b2y2b2y2b2y2b2y2b2u')
  for (const prefix of ['$2b$', '$2y$']) {
    const row: PasswordRow = { email: EMAIL, hash: plain.replace('$2b$', prefix), pepper: null }
    for (const [password, expected] of [
      ['correct horse', { ok: true, email: EMAIL }],
      ['correct house', refused],
    ] as const) {
      const store = createPasswordStore(optionsOf(tableOf([row])))
      const call = `login('${EMAIL}', '${password}') with the row { hash: '${prefix}04$…', pepper: null }`
      expect(await outcomeOf(() => store.login(EMAIL, password)), call).toEqual(expected)
    }
  }
})

check('lets nobody in with a hash or a pepper that does not fit', { read: 'pepper' }, async () => {
  const good = await rowOf('correct horse')
  const plain = await hash('correct horse', COST)
  const withKey = (key: string) => hash(peppered('correct horse', key), COST)
  const rows: [password: string, row: PasswordRow][] = [
    ['', { ...good, hash: '' }],
    ['plain text', { ...good, hash: 'plain text', pepper: null }],
    ['correct horse', { ...good, hash: good.hash.slice(0, -1) }],
    ['correct horse', { ...good, hash: '!'.repeat(60) }],
    ['correct horse', { ...good, hash: good.hash.replace('$2b$04$', '$2b$xx$') }],
    ['correct horse', { ...good, pepper: 'k9', hash: await withKey('') }],
    ['correct horse', { ...good, pepper: 'k9', hash: await withKey('undefined') }],
    ['correct horse', { ...good, pepper: 'constructor' }],
    // Made with the current key: an unknown pepper is not to be replaced by it.
    ['correct horse', { ...good, pepper: 'k9' }],
    ['correct horse', { ...good, pepper: 'k1' }],
    ['correct horse', { ...good, pepper: null }],
    // Made without a key: only null says that.
    ...['k9', 'k2', '', 'null', 'empty'].map((pepper): [string, PasswordRow] => [
      'correct horse',
      { ...good, pepper, hash: plain },
    ]),
    ['correct horse', { ...good, pepper: 'empty', hash: await withKey('') }],
    ['correct horse', { ...good, pepper: 'gone', hash: await withKey('undefined') }],
  ]
  const peppers = { current: 'k2', keys: { ...KEYS, empty: '', gone: undefined as unknown as string } }
  const wrong = await outcomeOf(() => createPasswordStore(optionsOf(tableOf([good]))).login(EMAIL, 'wrong'))
  for (const [password, row] of rows) {
    const store = createPasswordStore(optionsOf(tableOf([row]), { peppers }))
    const call = `login('${EMAIL}', '${password}') with the row { hash: '${row.hash}', pepper: '${row.pepper}' }`
    const keys = "and keys for k1 and k2 ('empty' has '', 'gone' has undefined)"
    expect(await outcomeOf(() => store.login(EMAIL, password)), `${call}, ${keys}`).toEqual(wrong)
  }
})
