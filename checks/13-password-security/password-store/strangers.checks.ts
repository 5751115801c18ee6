import { check, expect } from 'backend-workbook/check'
import { createPasswordStore, type PasswordStore } from '../../../exercises/13-password-security/password-store.ts'
import { EMAIL, optionsOf, outcomeOf, rowOf, tableOf } from './table.ts'

const NOBODY = 'nobody@mill.example'

check('answers an unknown email like a wrong password', { read: 'oracle' }, async () => {
  const table = tableOf([await rowOf('correct horse')])
  const store = createPasswordStore(optionsOf(table))
  // A decoy's password is one that people write down for it. It opens nothing.
  for (const password of ['wrong', '', 'decoy', 'dummy', 'nobody has this password', NOBODY]) {
    const wrong = await outcomeOf(() => store.login(EMAIL, password))
    expect(wrong, `login('${EMAIL}', '${password}'), a wrong password`).toEqual({
      ok: false,
      message: expect.stringMatching(/\S/),
    })
    const unknown = await outcomeOf(() => store.login(NOBODY, password))
    expect(unknown, `login('${NOBODY}', '${password}'), whom the table does not know`).toEqual(wrong)
  }
  expect(table.writes, 'how often the table was written by all these').toBe(0)
})

// Two costs: a decoy of a cost of its own can be as dear as one of them, and not as both.
check('works as hard for an unknown email as for a wrong password', { read: 'oracle', ms: 2800 }, async () => {
  for (const cost of [6, 8]) {
    const store = createPasswordStore(optionsOf(tableOf([await rowOf('correct horse', { cost })]), { cost }))
    await workOf(store, NOBODY, 1)
    await workOf(store, EMAIL, 1)
    const compared = inWords(await shareOfUnknown(store, cost === 6 ? 4 : 2))
    const call = `processor time of login('${NOBODY}', 'wrong') with cost ${cost}, beside login('${EMAIL}', 'wrong')`
    expect(compared, call).toBe('about as much')
  }
})

/** A number would be another one in each run. */
function inWords(share: number): string {
  if (share < 0.3) return 'a fraction of it'
  if (share < 0.7) return 'less'
  if (share < 1.4) return 'about as much'
  return share < 3 ? 'more' : 'several times as much'
}

/** Of up to four measurements the first that is near 1, or far from it: what else this process does disturbs a little. */
async function shareOfUnknown(store: PasswordStore, logins: number): Promise<number> {
  let share = 0
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const unknown = await workOf(store, NOBODY, logins)
    const known = await workOf(store, EMAIL, logins)
    share = unknown / known
    if ((share > 0.8 && share < 1.25) || share < 0.3 || share > 3) break
  }
  return share
}

/** Processor time of all threads, in microseconds. Unlike the clock, it does not count what other programs take. */
async function workOf(store: PasswordStore, email: string, logins: number): Promise<number> {
  const before = process.cpuUsage()
  for (let login = 0; login < logins; login += 1) await outcomeOf(() => store.login(email, 'wrong'))
  const { user, system } = process.cpuUsage(before)
  return Math.max(user + system, 1)
}
