import { check, expect } from 'backend-workbook/check'
import { migrate, rollback } from '../../../exercises/10-crud-and-pagination/migrate.ts'
import { creating, outcome, withSchema } from '../schemas.ts'

check('takes back the highest versions, the highest first', { read: 'migrations', ms: 2800 }, () =>
  withSchema(async ({ pool, db, tables, recorded }) => {
    const own = pool()
    const all = [
      { version: 2, name: 'two', up: ['CREATE TABLE t2 (id integer)'], down: ['DROP TABLE t2'] },
      { version: 10, name: 'ten', up: ['ALTER TABLE t2 ADD note text'], down: ['ALTER TABLE t2 DROP note'] },
      { version: 1, name: 'one', up: ['CREATE TABLE t1 (id integer)'], down: ['DROP TABLE t1'] },
    ]
    expect(await outcome(rollback(own, all)), 'rollback(pool, migrations), when nothing has been applied').toEqual([])
    expect(await outcome(migrate(own, all)), 'migrate(pool, migrations)').toEqual([1, 2, 10])
    expect(await outcome(rollback(own, all)), 'rollback(pool, migrations)').toEqual([10])
    expect(await tables(), 'tables after rollback of one step').toEqual(['t1', 't2'])
    expect(await recorded(), 'versions in schema_migrations after rollback of one step').toEqual([1, 2])
    expect(await outcome(migrate(own, all)), 'migrate(pool, migrations) again').toEqual([10])
    expect(await outcome(rollback(own, all, 0)), 'rollback(pool, migrations, 0), with three applied').toEqual([])
    expect(await outcome(rollback(own, all, 2)), 'rollback(pool, migrations, 2)').toEqual([10, 2])
    expect(await tables(), 'tables after rollback of two steps').toEqual(['t1'])
    expect(await outcome(rollback(own, all, 5)), 'rollback(pool, migrations, 5), with one left').toEqual([1])
    expect(await tables(), 'tables after rollback of all').toEqual([])
    const zero = {
      ...creating(0),
      up: ['CREATE TABLE t0 (id integer)', 'CREATE TABLE t7 (id integer)'],
      down: ['ALTER TABLE t0 RENAME TO t8', 'DROP TABLE t8', 'DROP TABLE t7'],
    }
    expect(await outcome(migrate(own, [zero])), 'migrate of version 0').toEqual([0])
    expect(await outcome(rollback(own, [zero])), 'rollback of version 0, statement by statement').toEqual([0])
    expect(await tables(), 'tables after rollback of version 0').toEqual([])
    await migrate(own, [1, 2, 3].map(creating))
    // As it is after a branch with version 2 was merged late.
    await db.query("UPDATE schema_migrations SET applied_at = applied_at + interval '1 day' WHERE version = 2")
    const late = await outcome(rollback(own, [1, 2, 3].map(creating), 2))
    expect(late, 'rollback(pool, migrations, 2), when 2 was applied a day after 1 and 3').toEqual([3, 2])
  }),
)

check(
  'leaves nothing of a way back that fails, and takes back nothing it does not know',
  { read: 'all-or-nothing', ms: 2800 },
  () =>
    withSchema(async ({ pool, tables, recorded }) => {
      const own = pool()
      await migrate(own, [creating(1), creating(2), creating(3)])
      const broken = { ...creating(3), down: ['DROP TABLE t3', 'DROP TABLE t99'] }
      const failed = await outcome(rollback(own, [creating(1), creating(2), broken], 3))
      expect(failed, 'rollback of a migration whose second statement fails').toMatch(/^threw .*t99/)
      expect(await tables(), 'tables after it').toEqual(['t1', 't2', 't3'])
      expect(await recorded(), 'versions in schema_migrations after it').toEqual([1, 2, 3])
      const unknown = await outcome(rollback(own, [creating(1), creating(3)], 3))
      expect(unknown, 'rollback of three steps, when version 2 is not in the list').toMatch(
        // In whatever words, but not by accident.
        /^threw (?!Cannot read)./,
      )
      expect(await tables(), 'tables after it').toEqual(['t1', 't2'])
      expect(await recorded(), 'versions in schema_migrations after it').toEqual([1, 2])
    }),
)
