import { check, expect } from 'backend-workbook/check'
import { hash } from 'bcrypt'
import { createPasswordStore, type PasswordRow } from '../../../exercises/13-password-security/password-store.ts'
import { COST, described, EMAIL, optionsOf, outcomeOf, rowOf, tableOf, type WatchedTable } from './table.ts'

const RIGHT = 'correct horse'
const entered = { ok: true, email: EMAIL }

check('raises the cost at a login with the right password, and only then', { read: 'rehash' }, async () => {
  const table = tableOf([await rowOf(RIGHT, { cost: 4 })])
  const store = createPasswordStore(optionsOf(table, { cost: 6 }))
  await outcomeOf(() => store.login(EMAIL, 'wrong'))
  expect(table.writes, 'writes after a wrong password, for a row of cost 4 where 6 is asked for').toBe(0)
  expect(await outcomeOf(() => store.login(EMAIL, RIGHT)), 'the right password').toEqual(entered)
  expect(await described(table.rows.get(EMAIL), RIGHT), 'the row after that, and whether the password fits it').toEqual(
    {
      cost: 6,
      pepper: 'k2',
      fits: true,
    },
  )
  expect(await outcomeOf(() => store.login(EMAIL, RIGHT)), 'the right password once more').toEqual(entered)
  expect(table.writes, 'writes after both').toBe(1)
})

check('moves to the current pepper at a login with the right password', { read: 'rehash' }, async () => {
  const unpeppered = { email: EMAIL, hash: (await hash(RIGHT, COST)).replace('$2b$', '$2y$'), pepper: null }
  for (const row of [await rowOf(RIGHT, { pepper: 'k1' }), unpeppered]) {
    const table = tableOf([row])
    const store = createPasswordStore(optionsOf(table))
    const given = `a row with pepper ${row.pepper}, where the current one is k2`
    await outcomeOf(() => store.login(EMAIL, 'wrong'))
    expect(table.writes, `writes after a wrong password, for ${given}`).toBe(0)
    expect(await outcomeOf(() => store.login(EMAIL, RIGHT)), `the right password, for ${given}`).toEqual(entered)
    expect(
      await described(table.rows.get(EMAIL), RIGHT),
      'the row after that, and whether the password fits it',
    ).toEqual({
      cost: COST,
      pepper: 'k2',
      fits: true,
    })
    expect(await outcomeOf(() => store.login(EMAIL, RIGHT)), 'the right password once more').toEqual(entered)
  }
})

check('never lowers a cost', { read: 'rehash' }, async () => {
  const unpeppered = { email: EMAIL, hash: await hash(RIGHT, 6), pepper: null }
  for (const row of [
    await rowOf(RIGHT, { cost: 6, pepper: 'k2' }),
    await rowOf(RIGHT, { cost: 6, pepper: 'k1' }),
    unpeppered,
  ]) {
    for (const cost of [4, 5, 6]) {
      const table = tableOf([row])
      const store = createPasswordStore(optionsOf(table, { cost }))
      await outcomeOf(() => store.login(EMAIL, RIGHT))
      const given = `the row after a login, where it had cost 6 and pepper ${row.pepper}, and ${cost} and k2 are asked for`
      expect(await described(table.rows.get(EMAIL), RIGHT), given).toEqual({ cost: 6, pepper: 'k2', fits: true })
      const writes = row.pepper === 'k2' ? 0 : 1
      expect(table.writes, `writes until then, where the row had pepper ${row.pepper}`).toBe(writes)
    }
  }
  const dear = await rowOf(RIGHT, { cost: 10 })
  const table = tableOf([dear])
  await outcomeOf(() => createPasswordStore(optionsOf(table, { cost: 9 })).login(EMAIL, RIGHT))
  const given = 'whether a row of cost 10 and pepper k2 stays at a login, where 9 and k2 are asked for'
  expect(table.rows.get(EMAIL)?.hash === dear.hash, given).toBe(true)
})

check('does not undo a change that was made meanwhile', { read: 'rehash' }, async () => {
  for (const changed of [await rowOf('a new password'), await rowOf(RIGHT), undefined]) {
    // After the first look at the table, or after a second one, for whoever looks again before writing.
    for (const look of [1, 2]) {
      const table = tableOf([await rowOf(RIGHT, { pepper: 'k1' })])
      const looks = changesAfter(table, look, changed)
      await outcomeOf(() => createPasswordStore(optionsOf(table)).login(EMAIL, RIGHT))
      if (looks() < look) continue
      const given = `the row after a login with the old password, during which the row was ${changed ? 'changed' : 'deleted'}`
      const isChanged = table.rows.get(EMAIL)?.hash === changed?.hash
      expect(isChanged ? 'as it was changed' : 'made from the old password', given).toBe('as it was changed')
    }
  }
})

/** Changes the row, or deletes it, right after it was read so many times. Gives how often it was read. */
function changesAfter(table: WatchedTable, look: number, changed: PasswordRow | undefined): () => number {
  const { find } = table
  let looks = 0
  table.find = async (email) => {
    const row = await find(email)
    looks += 1
    if (looks === look && changed) table.rows.set(EMAIL, changed)
    if (looks === look && !changed) table.rows.delete(EMAIL)
    return row
  }
  return () => looks
}

check('lets the right password in when the new hash cannot be written', { read: 'rehash' }, async () => {
  const fails = () => Promise.reject(new Error('the database is read-only right now'))
  const table = tableOf([await rowOf(RIGHT, { pepper: 'k1' })], { put: fails, putIf: fails })
  const outcome = await outcomeOf(() => createPasswordStore(optionsOf(table)).login(EMAIL, RIGHT))
  expect(outcome, 'login with the right password and an old pepper, where every write to the table rejects').toEqual(
    entered,
  )
})
