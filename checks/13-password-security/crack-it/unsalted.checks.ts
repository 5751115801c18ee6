import { check, expect } from 'backend-workbook/check'
import { crackUnsalted } from '../../../exercises/13-password-security/crack-it.ts'
import { counting, foundBy, sha256, unsalted, words } from './dump.ts'

check('finds everybody whose password is a candidate, and nobody else', { read: 'dump' }, () => {
  const guessable = { ada: 'rose', bo: 'Summer2025', cy: 'rose', di: 'p4r1s', ed: 'Rose!', fi: 'rose' }
  const rows = unsalted({ ...guessable, gil: 'vV7#qk2;dz', hal: 'rose9', ida: 'ROSE' })
  const loot = crackUnsalted(rows, ['paris', 'rose', 'summer'], sha256)
  expect(foundBy(loot), "found by crackUnsalted(rows, ['paris', 'rose', 'summer'], sha256)").toEqual(guessable)
  expect(crackUnsalted(rows, [], sha256), 'crackUnsalted(rows, [], sha256)').toEqual({ found: new Map(), hashes: 0 })
})

check('hashes each candidate once, however many rows there are', { read: 'salt' }, () => {
  const strong = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`user${at}`, `kJ8?${at}`]))
  for (const rows of [unsalted({ ada: 'x'.repeat(20) }), unsalted({ ...strong, ada: 'paris1' })]) {
    const hash = counting()
    const { hashes } = crackUnsalted(rows, ['rose', 'paris'], hash.sha256)
    const call = `crackUnsalted(rows, ['rose', 'paris'], sha256) with ${rows.length} rows, some of which nobody guesses`
    // 15 candidates each.
    expect(hash.texts.length, `hashes computed by ${call}`).toBe(30)
    expect(hashes, `\`hashes\` in the result of ${call}`).toBe(30)
  }
})

check('stops as soon as nobody is left to find', { read: 'crack-it' }, () => {
  for (const [passwords, expected] of [
    [{}, { hashed: 0, taken: 0 }],
    [{ ada: 'rose' }, { hashed: 1, taken: 1 }],
    // The last candidate of its word.
    [{ ada: 'r0s3' }, { hashed: 15, taken: 1 }],
    [
      { ada: 'Paris', bo: 'rose' },
      { hashed: 17, taken: 2 },
    ],
  ] as const) {
    const hash = counting()
    const list = words('rose', 'paris', 'summer', 'winter')
    const { hashes } = crackUnsalted(unsalted(passwords), list, hash.sha256)
    const call = `crackUnsalted with the passwords ${JSON.stringify(passwords)} and the words rose, paris, summer, winter`
    expect({ hashed: hash.texts.length, taken: list.taken }, `hashes computed, and words taken, by ${call}`).toEqual(
      expected,
    )
    expect(hashes, `\`hashes\` in the result of ${call}`).toBe(expected.hashed)
  }
})
