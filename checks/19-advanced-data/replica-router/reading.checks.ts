import { check, expect } from 'backend-workbook/check'
import { outcome, TAKE_TEA, teaOf, whichReads, whoReads, withPair } from './pair.ts'

/** For checks that start servers' connections and wait for a replica. */
const MS = 6000

check(
  'reads from the replicas in turn once they are known, and from the primary before',
  { read: 'router', ms: MS },
  () =>
    withPair(async ({ router, caughtUp }) => {
      const own = router()
      expect(await whoReads(own.session()), 'who answers a read before the first refresh()').toEqual(['primary'])
      await caughtUp()
      await own.refresh()
      const session = own.session()
      const names = await whoReads(session, 6)
      expect(names.toSorted(), 'who answers six reads of one session after refresh()').toEqual([
        ...['east', 'east', 'east', 'west', 'west', 'west'],
      ])
      const others: string[] = []
      for (let time = 0; time < 4; time += 1) others.push(...(await whoReads(own.session())))
      expect(others.toSorted(), 'who answers four sessions that read once each').toEqual([
        'east',
        'east',
        'west',
        'west',
      ])
      expect(await teaOf(session), "read('SELECT pieces FROM stock WHERE sku = $1', ['tea'])").toBe(10)
      const alone = router({ replicas: [] })
      await alone.refresh()
      expect(await whoReads(alone.session()), 'who answers a read of a router with replicas: []').toEqual(['primary'])
    }),
)

check('writes on the primary, once, and gives the rows', { read: 'router', ms: MS }, () =>
  withPair(async ({ router, admin }) => {
    const own = router()
    await own.refresh()
    const session = own.session()
    const text =
      "UPDATE stock SET pieces = pieces - $1 WHERE sku = 'tea' RETURNING pieces, current_setting('application_name') AS who"
    expect(await session.write(text, [3]), 'write(<take 3 of 10 pieces>, [3])').toEqual([{ pieces: 7, who: 'primary' }])
    const failed = await outcome(() => session.write("INSERT INTO stock VALUES ('tea', 1)"))
    expect(failed, 'write of a key that is there').toMatch(/^threw .*23505/)
    const { rows } = await admin.query('SELECT sku, pieces FROM stock ORDER BY sku')
    expect(rows, 'the stock afterwards').toEqual([
      { sku: 'oats', pieces: 20 },
      { sku: 'tea', pieces: 7 },
    ])
  }),
)

check('uses no replica that is too far behind', { read: 'lag', ms: MS }, () =>
  withPair(async ({ router, admin, replicas, pause, resume, caughtUp }) => {
    await pause()
    await admin.query('INSERT INTO stock SELECT md5(n::text) || md5((-n)::text), n FROM generate_series(1, 2000) AS n')
    const lag = await lagOf(admin, replicas[0])
    const strict = router({ maxLagBytes: lag - 50_000 })
    const patient = router({ maxLagBytes: lag + 50_000 })
    await Promise.all([strict.refresh(), patient.refresh()])
    const given = `while the replicas are ${lag} bytes behind`
    expect(await whichReads(strict.session(), 2), `who answers with maxLagBytes: ${lag - 50_000}, ${given}`).toEqual([
      'primary',
      'primary',
    ])
    const names = await whichReads(patient.session(), 2)
    expect(names, `who answers with maxLagBytes: ${lag + 50_000}, ${given}`).toEqual(['a replica', 'a replica'])
    await resume()
    await caughtUp()
    await strict.refresh()
    const later = await whichReads(strict.session(), 2)
    expect(later, 'who answers when they have caught up and refresh() was called').toEqual(['a replica', 'a replica'])
  }),
)

check('has the primary run what a replica refuses to', { read: 'read-only', ms: MS }, () =>
  withPair(async ({ router, pause, admin }) => {
    const own = router()
    await own.refresh()
    const locked = await outcome(() =>
      own
        .session()
        .read("SELECT sku, current_setting('application_name') AS who FROM stock WHERE sku = 'tea' FOR UPDATE"),
    )
    expect(locked, "read('SELECT … FOR UPDATE')").toEqual([{ sku: 'tea', who: 'primary' }])
    const word = await own
      .session()
      .read("SELECT 'for update' AS note, current_setting('application_name') <> 'primary' AS is_replica")
    expect(word, 'read("SELECT \'for update\' AS note, …"), which only reads').toEqual([
      { note: 'for update', is_replica: true },
    ])
    await pause()
    const session = own.session()
    const taken = await outcome(() => session.read('SELECT take($1) AS pieces', ['tea']))
    expect(taken, "read('SELECT take($1) AS pieces', ['tea']), a function that updates").toEqual([{ pieces: 9 }])
    await own.refresh()
    expect(await teaOf(session), 'pieces that the session reads after its take, with replicas that stand still').toBe(9)
    const { rows } = await admin.query("SELECT pieces FROM stock WHERE sku = 'tea'")
    expect(rows, 'the stock afterwards').toEqual([{ pieces: 9 }])
    expect(await outcome(() => session.write(TAKE_TEA)), 'write after that').toEqual([{ pieces: 8 }])
  }),
)

async function lagOf(primary: Queryable, replica: Queryable): Promise<number> {
  const end = await primary.query('SELECT pg_current_wal_lsn() AS lsn')
  const text = 'SELECT pg_wal_lsn_diff($1, pg_last_wal_replay_lsn())::int AS lag'
  const { rows } = await replica.query(text, [end.rows[0]?.['lsn']])
  return Number(rows[0]?.['lag'])
}

interface Queryable {
  query: (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
}
