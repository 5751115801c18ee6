import { check, expect } from 'backend-workbook/check'
import { crackSalted } from '../../../exercises/13-password-security/crack-it.ts'
import { counting, foundBy, salted, sha256, words } from './dump.ts'

check('tries each candidate on every open row before the next one', { read: 'salt' }, () => {
  const rows = salted({ ada: 'Rose', bo: 'rose', cy: 'vV7#qk2;dz' })
  const hash = counting()
  const loot = crackSalted(rows, ['rose'], hash.sha256, 1000)
  const salts = ['salt-of-ada/', 'salt-of-bo/', 'salt-of-cy/'] as const
  expect(hash.texts.slice(0, 6), 'the first texts hashed, where bo has the first candidate and ada the second').toEqual(
    [...salts.map((salt) => `${salt}rose`), ...[`${salts[0]}Rose`, `${salts[2]}Rose`], `${salts[2]}rose1`],
  )
  expect(foundBy(loot), 'found').toEqual({ ada: 'Rose', bo: 'rose' })
  // Three rows, then two, then one for the other 13 candidates.
  expect([hash.texts.length, loot.hashes], 'hashes computed, and `hashes` in the result').toEqual([18, 18])
})

check('keeps to its budget', { read: 'salt' }, () => {
  const rows = salted({ ada: 'vV7#qk2;dz', bo: 'rose', cy: 'Rose', di: 'Rose', ed: 'rose1' })
  for (const [budget, found] of [
    [0, {}],
    [1, {}],
    [2, { bo: 'rose' }],
    [6, { bo: 'rose' }],
    [7, { bo: 'rose', cy: 'Rose' }],
    [8, { bo: 'rose', cy: 'Rose', di: 'Rose' }],
    [11, { bo: 'rose', cy: 'Rose', di: 'Rose', ed: 'rose1' }],
  ] as const) {
    const hash = counting()
    const loot = crackSalted(rows, ['rose', 'paris'], hash.sha256, budget)
    const call = `crackSalted(rows, ['rose', 'paris'], sha256, ${budget}) with five rows`
    expect(hash.texts.length, `hashes computed by ${call}`).toBe(budget)
    expect({ found: foundBy(loot), hashes: loot.hashes }, call).toEqual({ found, hashes: budget })
  }
  // The first candidate of a word, and the last one.
  for (const [password, hashes] of [
    ['rose', 1],
    ['r0s3', 15],
  ] as const) {
    const list = words('rose', 'paris')
    const hash = counting()
    crackSalted(salted({ ada: password }), list, hash.sha256, 1000)
    const given = `hashes and words taken of rose and paris, where the only row has '${password}'`
    expect([hash.texts.length, list.taken], given).toEqual([hashes, 1])
  }
  const untouched = words('rose')
  const none = crackSalted([], untouched, sha256, 1000)
  expect([none.hashes, untouched.taken], 'hashes and words without any row').toEqual([0, 0])
})
