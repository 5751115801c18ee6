import { check, expect } from 'backend-workbook/check'
import { migrate, rollback } from '../../../exercises/10-crud-and-pagination/migrate.ts'
import { creating, outcome, together, untilWaiting, withSchema } from '../schemas.ts'

check('runs each migration once when two processes start at the same moment', { read: 'one-at-a-time', ms: 2800 }, () =>
  withSchema(async ({ pool, db }) => {
    await db.query('CREATE TABLE gate (id integer)')
    const list = [
      { ...creating(1), up: ['INSERT INTO gate VALUES (1)'] },
      { ...creating(2), up: ['INSERT INTO gate VALUES (2)'] },
    ]
    const pools = [pool(), pool()]
    await Promise.all(pools.map((own) => own.query('SELECT 1')))
    // Nobody gets through the gate until both are under way.
    await db.query('BEGIN')
    await db.query('LOCK TABLE gate')
    const both = pools.map((own) => outcome(migrate(own, list)))
    await untilWaiting(db, 2)
    await db.query('COMMIT')
    const answers = await Promise.all(both)
    expect(
      together(answers),
      'the versions that two calls of migrate(pool, <1 and 2>) at once have applied together',
    ).toEqual([1, 2])
    const { rows } = await db.query<{ id: number }>('SELECT id FROM gate ORDER BY id')
    expect(
      rows.map(({ id }) => id),
      'what the migrations have written',
    ).toEqual([1, 2])
  }),
)

check('takes each back once when two processes do it at the same moment', { read: 'one-at-a-time', ms: 2800 }, () =>
  withSchema(async ({ pool, db, recorded }) => {
    await db.query('CREATE TABLE gate (id integer)')
    const list = [1, 2].map((version) => ({ ...creating(version), down: [`INSERT INTO gate VALUES (${version})`] }))
    const pools = [pool(), pool()]
    for (const own of pools) await migrate(own, list)
    await db.query('BEGIN')
    await db.query('LOCK TABLE gate')
    const both = pools.map((own) => outcome(rollback(own, list)))
    await untilWaiting(db, 2)
    await db.query('COMMIT')
    expect(
      together(await Promise.all(both)),
      'the versions that two calls of rollback(pool, <1 and 2>) at once have taken back together',
    ).toEqual([1, 2])
    const { rows } = await db.query<{ id: number }>('SELECT id FROM gate ORDER BY id')
    expect(
      rows.map(({ id }) => id),
      'the ways back that have run',
    ).toEqual([1, 2])
    expect(await recorded(), 'versions in schema_migrations afterwards').toEqual([])
  }),
)
