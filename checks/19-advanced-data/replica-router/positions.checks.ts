import { check, expect } from 'backend-workbook/check'
import { outcome, TAKE_TEA, teaOf, whichReads, withPair } from './pair.ts'

const MS = 6000

check('reads what the session has written, also while the replicas are behind', { read: 'own-writes', ms: MS }, () =>
  withPair(async ({ router, pause, resume, caughtUp }) => {
    const own = router()
    await pause()
    await own.refresh()
    const [writer, other] = [own.session(), own.session()]
    await writer.write(TAKE_TEA)
    expect(await teaOf(writer), 'pieces that a session reads after it took one of 10').toBe(9)
    await own.refresh()
    expect(
      await whichReads(writer, 2),
      'who answers its reads after refresh(), while the replicas stand still',
    ).toEqual(['primary', 'primary'])
    expect(await whichReads(other, 2), 'who answers another session, which has written nothing').toEqual([
      'a replica',
      'a replica',
    ])
    expect(await teaOf(other), 'pieces that the other session reads from them').toBe(10)
    await resume()
    await caughtUp()
    await own.refresh()
    const names = await whichReads(writer, 2)
    expect(names, 'who answers the writer when they have caught up and refresh() was called').toEqual([
      'a replica',
      'a replica',
    ])
    expect(await teaOf(writer), 'pieces that it reads from them').toBe(9)
  }),
)

check('goes on with a position in another process', { read: 'own-writes', ms: MS }, () =>
  withPair(async ({ router, pause }) => {
    await pause()
    const session = router().session()
    expect(session.position, 'position of a session that has done nothing').toBe(undefined)
    await session.write(TAKE_TEA)
    const { position } = session
    expect(position, 'position after a write').toMatch(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/)
    const elsewhere = router()
    await elsewhere.refresh()
    const next = elsewhere.session(position)
    expect(next.position, `position of session('${position}')`).toBe(position)
    expect(
      await teaOf(next),
      `pieces that session('${position}') of another router reads, while the replicas stand still`,
    ).toBe(9)
    expect((await whichReads(elsewhere.session()))[0], 'who answers a session of it without a position').toMatch(
      /a replica/,
    )
  }),
)

check(
  'compares positions as numbers, never goes back, and refuses what is no position',
  { read: 'own-writes', ms: MS },
  () =>
    withPair(async ({ router, admin }) => {
      const own = router()
      await own.refresh()
      const { rows } = await admin.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')
      const given = `while the log ends at ${rows[0]?.lsn}`
      for (const ahead of ['0/10000000', '0/FFFFFFFF', '1/0', '10/0', 'A/B', 'FFFFFFFF/0']) {
        const answered = await whichReads(own.session(ahead))
        expect(answered, `who answers a read of session('${ahead}'), ${given}`).toEqual(['primary'])
      }
      for (const behind of ['0/0', '0/9', '0/FF', '0/FFFFF']) {
        const [answered] = await whichReads(own.session(behind))
        expect(answered, `who answers a read of session('${behind}'), ${given}`).toMatch(/a replica/)
      }
      const session = own.session('A0/B0')
      await session.write(TAKE_TEA)
      expect(session.position, `position of session('A0/B0') after a write, ${given}`).toBe('A0/B0')
      for (const text of ['', '12', '0/xyz', '0/123456789', '/1', '1/', '0/1 ', '0/1/2', '-1/2', '0x1/2']) {
        const answer = await outcome(() => typeof own.session(text))
        expect(answer, `session(${JSON.stringify(text)})`).toMatch(/^threw RangeError/)
      }
    }),
)
