import { check, expect } from 'backend-workbook/check'
import { createFakeClock } from '../../../exercises/24-testing/test-doubles.ts'

/** A clock, and a list to which its timers write what it shows. */
function noting(start = 1000) {
  const clock = createFakeClock(start)
  const notes: string[] = []
  const note = (name: string) => () => notes.push(`${name} at ${clock.now()}`)
  return { clock, notes, note }
}

check('the clock stands still until it is moved, and calls what is due on the way', { read: 'time' }, async () => {
  const { clock, notes, note } = noting()
  expect([clock.now(), createFakeClock().now()], 'now() of createFakeClock(1000) and of createFakeClock()').toEqual([
    1000, 0,
  ])
  clock.setTimeout(note('a'), 100)
  await clock.advance(99)
  expect([clock.now(), ...notes], 'setTimeout(a, 100), advance(99): now(), and what was called').toEqual([1099])
  await clock.advance(1)
  expect(notes, 'after advance(1)').toEqual(['a at 1100'])
  clock.setTimeout(note('b'), 10)
  await clock.advance(500)
  expect([clock.now(), ...notes], 'then setTimeout(b, 10), advance(500)').toEqual([1600, 'a at 1100', 'b at 1110'])
  clock.setTimeout(note('c'), 0)
  expect(notes.length, 'what was called after setTimeout(c, 0), before any advance').toBe(2)
  await clock.advance(0)
  expect(notes.slice(2), 'after advance(0)').toEqual(['c at 1600'])
})

check(
  'the clock calls in the order of time, once, what is set on the way as well, and nothing that was cleared',
  { read: 'time' },
  async () => {
    const { clock, notes, note } = noting(0)
    clock.setTimeout(note('late'), 30)
    clock.setTimeout(note('first'), 10)
    clock.setTimeout(note('second'), 10)
    clock.setTimeout(() => {
      note('sets more')()
      clock.setTimeout(note('soon'), 5)
      clock.setTimeout(note('at the end'), 20)
      clock.setTimeout(note('too late'), 21)
    }, 20)
    await clock.advance(40)
    const expected = ['first at 10', 'second at 10', 'sets more at 20', 'soon at 25', 'late at 30', 'at the end at 40']
    expect(notes, 'timers of 30, 10, 10 and 20 ms, the last of which sets three of 5, 20 and 21: advance(40)').toEqual(
      expected,
    )
    await clock.advance(100)
    expect(notes.slice(6), 'what a further advance(100) calls').toEqual(['too late at 41'])
    const other = noting(0)
    const early = other.clock.setTimeout(other.note('cleared before'), 10)
    const later = other.clock.setTimeout(other.note('cleared on the way'), 30)
    other.clock.setTimeout(() => other.clock.clearTimeout(later), 20)
    other.clock.setTimeout(other.note('kept'), 30)
    other.clock.clearTimeout(early)
    other.clock.clearTimeout(123_456)
    await other.clock.advance(50)
    expect(
      other.notes,
      'of three timers, one cleared before and one by a timer that is due earlier: advance(50)',
    ).toEqual(['kept at 30'])
  },
)

check('the clock lets promises have their turn', { read: 'time' }, async () => {
  const { clock, notes, note } = noting(0)
  const save = async () => {
    for (let turns = 0; turns < 20; turns += 1) await undefined
  }
  clock.setTimeout(async () => {
    await save()
    clock.setTimeout(note('more'), 10)
  }, 10)
  await clock.advance(20)
  expect(notes, 'a timer of 10 ms that awaits something and then sets one of 10: advance(20)').toEqual(['more at 20'])
  let saved = false
  clock.setTimeout(async () => {
    await save()
    saved = true
  }, 5)
  await clock.advance(5)
  expect(saved, 'whether what the last timer awaits is done when advance has resolved').toBe(true)
  let alone = false
  void save().then(() => {
    alone = true
  })
  await clock.advance(5)
  expect(alone, 'whether a promise of the code is done after an advance(5) in which no timer was due').toBe(true)
})
