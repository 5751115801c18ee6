import { check, expect } from 'backend-workbook/check'
import { type Migration, migrate, rollback } from '../../../exercises/10-crud-and-pagination/migrate.ts'
import { creating, outcome, withSchema } from '../schemas.ts'

check('applies migrations by version, whatever the order of the list', { read: 'migrations', ms: 2800 }, () =>
  withSchema(async ({ pool, db, recorded }) => {
    const steps: Migration[] = [
      { version: 10, name: 'rename it', up: ['ALTER TABLE notes RENAME TO remarks'], down: [] },
      { version: 1, name: 'a table', up: ['CREATE TABLE notes (text text)'], down: [] },
      {
        version: 2,
        name: 'a row',
        up: ["INSERT INTO notes VALUES ('one')", "INSERT INTO notes VALUES ('two')"],
        down: [],
      },
    ]
    const listed = [...steps]
    expect(await outcome(migrate(pool(), steps)), 'migrate(pool, <versions 10, 1 and 2>)').toEqual([1, 2, 10])
    expect(steps, 'the list after migrate').toEqual(listed)
    expect((await db.query('SELECT text FROM remarks')).rows, 'the rows that version 2 has put in').toEqual([
      { text: 'one' },
      { text: 'two' },
    ])
    expect(await recorded(), 'versions in schema_migrations').toEqual([1, 2, 10])
    const { rows } = await db.query<{ name: string; age: number }>(
      `SELECT name, extract(epoch FROM clock_timestamp() - applied_at)::int AS age FROM schema_migrations ORDER BY version`,
    )
    expect(
      rows.map(({ name }) => name),
      'names in schema_migrations',
    ).toEqual(['a table', 'a row', 'rename it'])
    expect(rows[0]?.age, 'seconds since applied_at of version 1').toBeLessThan(60)
  }),
)

check('applies each only once, also those that arrive late', { read: 'migrations', ms: 2800 }, () =>
  withSchema(async ({ pool, tables, recorded }) => {
    const first = pool()
    expect(await outcome(migrate(first, [creating(1), creating(3)])), 'migrate of 1 and 3').toEqual([1, 3])
    expect(await outcome(migrate(first, [creating(1), creating(3)])), 'the same again').toEqual([])
    const all = [1, 2, 3, 4].map(creating)
    expect(await outcome(migrate(pool(), all)), 'migrate of 1 to 4, when 1 and 3 have been applied').toEqual([2, 4])
    expect(await outcome(migrate(pool(), all)), 'the same again').toEqual([])
    expect(await tables(), 'the tables').toEqual(['t1', 't2', 't3', 't4'])
    const twins = [5, 6].map((version) => ({ ...creating(version), name: 'twins' }))
    expect(await outcome(migrate(pool(), [...all, ...twins])), 'migrate of 5 and 6, which have one name').toEqual([
      5, 6,
    ])
    expect(await outcome(rollback(pool(), twins)), 'rollback of 6, which has the name of 5').toEqual([6])
    expect(await recorded(), 'versions in schema_migrations then').toEqual([1, 2, 3, 4, 5])
  }),
)

check('leaves nothing of a migration that fails, on any pool', { read: 'all-or-nothing', ms: 2800 }, () =>
  withSchema(async ({ pool, tables, recorded }) => {
    // A pool promises nothing about connections that are asked for one by one: this one never gives the same twice.
    const scattered = pool({ maxUses: 1 })
    const broken = { ...creating(1), up: ['CREATE TABLE half (id integer)', 'CREATE TABLE nonsense'] }
    const answer = await outcome(migrate(scattered, [broken, creating(2)]))
    expect(answer, 'migrate with an error in the second statement').toMatch(/^threw .*syntax error/)
    expect(await tables(), 'tables after a migration that failed at its second statement').toEqual([])
    expect(await outcome(migrate(scattered, [creating(1), creating(2)])), 'migrate after it was mended').toEqual([1, 2])
    expect(await recorded(), 'versions in schema_migrations then').toEqual([1, 2])
  }),
)

check('leaves nothing of a migration that cannot be recorded', { read: 'all-or-nothing', ms: 2800 }, () =>
  withSchema(async ({ pool, db, tables, recorded }) => {
    const own = pool()
    await migrate(own, [creating(1)])
    expect(await tables(), 'tables after migrate of 1').toEqual(['t1'])
    await db.query('ALTER TABLE schema_migrations ADD CHECK (version <> 2)')
    const answer = await outcome(migrate(own, [creating(1), creating(2)]))
    expect(answer, 'migrate of 2, when its row is refused').toMatch(/^threw .*check constraint/)
    expect(await tables(), 'tables afterwards').toEqual(['t1'])
    await db.query('CREATE RULE kept AS ON DELETE TO schema_migrations DO ALSO SELECT 1 / 0')
    expect(await outcome(rollback(own, [creating(1)])), 'rollback of 1, when its row cannot be deleted').toMatch(
      /^threw /,
    )
    expect(await tables(), 'tables after that').toEqual(['t1'])
    expect(await recorded(), 'versions in schema_migrations after that').toEqual([1])
  }),
)

check('keeps the migrations before one that fails, and stops there', { read: 'all-or-nothing', ms: 2800 }, () =>
  withSchema(async ({ pool, tables, recorded }) => {
    const own = pool()
    const broken = { ...creating(2), up: ['CREATE TABLE t2 (id integer)', 'SELECT 1 / 0'] }
    const answer = await outcome(migrate(own, [creating(1), broken, creating(3)]))
    expect(answer, 'migrate of 1, 2 and 3, of which 2 fails').toMatch(/^threw .*division by zero/)
    expect(await tables(), 'tables afterwards').toEqual(['t1'])
    expect(await recorded(), 'versions in schema_migrations').toEqual([1])
  }),
)

check('gives every connection back, also after a failure', { read: 'all-or-nothing', ms: 2800 }, () =>
  withSchema(async ({ pool }) => {
    const own = pool({ max: 2 })
    const broken = { ...creating(2), up: ['SELECT 1 / 0'], down: ['SELECT 1 / 0'] }
    for (let tries = 0; tries < 3; tries += 1) {
      const answer = await outcome(migrate(own, [creating(1), broken]))
      expect(answer, `migrate with a failing migration, for time ${tries + 1}`).toMatch(/division by zero/)
      expect(own.totalCount - own.idleCount, 'connections that are still lent afterwards').toBe(0)
    }
    await migrate(own, [creating(1), creating(2)])
    for (let tries = 0; tries < 3; tries += 1) {
      const answer = await outcome(rollback(own, [creating(1), broken]))
      expect(answer, `rollback of a failing migration, for time ${tries + 1}`).toMatch(/division by zero/)
    }
    expect(await outcome(rollback(own, [creating(1), creating(2)], 2)), 'rollback after it was mended').toEqual([2, 1])
    expect(own.totalCount - own.idleCount, 'connections that are still lent at the end').toBe(0)
    // Given back, and not within a transaction: what others then write must last.
    await own.query('CREATE TABLE of_others (id integer)')
    const seen = await outcome(pool().query('SELECT FROM of_others'))
    expect(typeof seen === 'string' ? seen : 'is there', 'a table that others made through the pool').toBe('is there')
  }),
)
