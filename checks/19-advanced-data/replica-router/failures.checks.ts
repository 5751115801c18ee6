import { check, expect } from 'backend-workbook/check'
import { countAsked, outcome, teaOf, whichReads, whoReads, withPair } from './pair.ts'

const MS = 6000
const REPLICAS = ['a replica', 'a replica']

check('goes on without a replica that is down, and takes it back', { read: 'replica-down', ms: MS }, () =>
  withPair(async ({ router, replicas, ways, caughtUp }) => {
    const own = router()
    await own.refresh()
    // Both have a connection that works.
    await whoReads(own.session(), 2)
    await ways[0].cut()
    const names = await outcome(() => whoReads(own.session(), 4))
    expect(names, 'who answers four reads when the way to east is cut').toEqual(['west', 'west', 'west', 'west'])
    const asked = countAsked(replicas[0])
    await whoReads(own.session(), 2)
    expect(asked(), 'how often east is asked during two more reads').toBe(0)
    await ways[1].cut()
    expect(await outcome(() => whoReads(own.session(), 2)), 'who answers when both are cut').toEqual([
      'primary',
      'primary',
    ])
    expect(await outcome(() => own.refresh()), 'refresh() while both are down').toBe(undefined)
    const askedDown = replicas.map(countAsked)
    expect(await outcome(() => whoReads(own.session())), 'who answers after that refresh').toEqual(['primary'])
    expect(
      askedDown.map((stop) => stop()),
      'how often east and west are asked during that read',
    ).toEqual([0, 0])
    await Promise.all(ways.map((way) => way.mend()))
    await caughtUp()
    expect(await outcome(() => own.refresh()), 'refresh() when both are back').toBe(undefined)
    expect(await outcome(() => whichReads(own.session(), 2)), 'who answers when both are back').toEqual(REPLICAS)
    await ways[1].cut()
    expect(await outcome(() => whoReads(own.session(), 2)), 'who answers when west is cut again').toEqual([
      'east',
      'east',
    ])
  }),
)

check(
  'takes a server that shuts down for one that is down, and leaves other errors to the caller',
  { read: 'replica-down', ms: MS },
  () =>
    withPair(async ({ router, primary, replicas }) => {
      const own = router()
      await own.refresh()
      const session = own.session()
      for (const [text, code] of [
        ['SELECT 1 / 0', '22012'],
        ['SELECT nothing', '42703'],
        ['SELEC 1', '42601'],
      ] as const) {
        const counts = [primary, ...replicas].map(countAsked)
        const answer = await outcome(() => session.read(text))
        const [onPrimary, east = 0, west = 0] = counts.map((stop) => stop())
        expect(answer, `read('${text}')`).toMatch(new RegExp(`^threw .*${code}`))
        expect([east + west, onPrimary], `how often replicas and primary are asked for '${text}'`).toEqual([1, 0])
      }
      const circle: { itself?: unknown } = {}
      circle.itself = circle
      expect(
        await outcome(() => session.read('SELECT $1::json', [circle])),
        'read() with a value that is no JSON: an object that holds itself',
      ).toMatch(/^threw .*circular/)
      expect(await whichReads(session, 2), 'who answers two reads after these errors').toEqual(REPLICAS)
      await own.refresh()
      // The statement ends its own connection: as after pg_ctl stop, its answer is 57P01.
      const shutsDown =
        "SELECT current_setting('application_name') AS who, CASE WHEN current_setting('application_name') = 'east' THEN pg_terminate_backend(pg_backend_pid()) END"
      for (const time of [1, 2]) {
        const rows = await outcome(() => session.read<{ who: string }>(shutsDown))
        const who = typeof rows === 'string' ? rows : rows[0]?.who
        expect(who, `who answers read ${time} of 2 of a statement to which east answers 57P01`).toBe('west')
      }
      const asked = countAsked(replicas[0])
      await whoReads(session, 2)
      expect(asked(), 'how often east is asked after that, before the next refresh()').toBe(0)
    }),
)

check('keeps serving reads while the primary is away', { read: 'replica-down', ms: MS }, () =>
  withPair(async ({ router, primaryWay }) => {
    const own = router()
    await own.refresh()
    await primaryWay.cut()
    expect(await outcome(() => own.refresh()), 'refresh() when the way to the primary is cut').toMatch(/^threw /)
    expect(await outcome(() => whichReads(own.session(), 2)), 'who answers two reads after that').toEqual(REPLICAS)
    expect(await outcome(() => own.session().write('SELECT 1')), 'write() then').toMatch(/^threw /)
    await primaryWay.mend()
    expect(await outcome(() => own.refresh()), 'refresh() when the primary is back').toBe(undefined)
    expect(await outcome(() => teaOf(own.session())), 'pieces that a session reads then').toBe(10)
  }),
)
