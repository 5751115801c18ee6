import { expect, it } from 'vitest'
import { type Breach, FenceClock, type Look } from '../../src/engine/judge/fence-clock.ts'

const SLEEPS: Look = { ms: 50, ranMs: 0, waitedMs: 0, state: 'sleeps' }
const COMPUTES: Look = { ms: 50, ranMs: 50, waitedMs: 0, state: 'runs' }
/** What a thread gets beside others, of each 50 ms. */
const gets = (ranMs: number): Look => ({ ms: 50, ranMs, waitedMs: 50 - ranMs, state: 'runs' })

/** The first breach, and when it came on the clock on the wall. */
function end(
  look: Look,
  { load = 1, limitMs = 10_000, every }: { load?: number; limitMs?: number; every?: number } = {},
) {
  const clock = new FenceClock(limitMs, () => load)
  clock.begin()
  clock.arm()
  for (let ms = look.ms; ms < 60_000; ms += look.ms) {
    if (every && ms % every === 0) clock.progress()
    const breach: Breach | undefined = clock.look(look)
    if (breach) return { kind: breach.kind, ms }
  }
  return undefined
}

it.each<[string, Look, Parameters<typeof end>[1], ReturnType<typeof end>]>([
  ['a loop is 3 s of processor time without progress', COMPUTES, {}, { kind: 'stalled', ms: 3050 }],
  ['waiting for what does not come is 3 s, too', SLEEPS, {}, { kind: 'stalled', ms: 3050 }],
  ['and longer where others use the processors', SLEEPS, { load: 3 }, { kind: 'stalled', ms: 9050 }],
  ['a loop that gets a quarter of a processor', gets(12), { load: 4 }, { kind: 'stalled', ms: 9050 }],
  ['a loop that gets half of one', gets(25), { load: 2 }, { kind: 'stalled', ms: 6050 }],
  ['one that gets a tenth: nobody can tell', gets(5), { load: 10 }, { kind: 'busy', ms: 10_050 }],
  ['a process that was stopped', { ...SLEEPS, state: 'stopped' }, {}, { kind: 'stopped', ms: 3050 }],
  ['one that nobody hears of any more', { ...SLEEPS, state: 'silent' }, {}, { kind: 'stopped', ms: 9050 }],
  ['progress to the limit of the whole run', COMPUTES, { every: 500 }, { kind: 'deadline', ms: 10_050 }],
  ['which counts what the code had', gets(25), { every: 500, load: 2 }, { kind: 'busy', ms: 40_050 }],
  ['and is longer where others use the processors', SLEEPS, { every: 500, load: 3 }, { kind: 'deadline', ms: 30_050 }],
])('%s', (_, look, options, expected) => {
  expect(end(look, options)).toEqual(expected)
})

it('does not count the time in which we were stopped ourselves', () => {
  const clock = new FenceClock(10_000, () => 1)
  clock.begin()
  clock.arm()
  expect(clock.look({ ...SLEEPS, ms: 3_600_000 })).toBeUndefined()
})

it('says nothing of code that has not begun, and that nobody can tell where it does not begin', () => {
  const clock = new FenceClock(10_000, () => 1)
  expect(clock.look({ ...SLEEPS, ms: 500 })).toBeUndefined()
  clock.begin()
  let breach: Breach | undefined
  for (let ms = 0; ms < 14_000; ms += 500) breach = clock.look({ ...SLEEPS, ms: 500 })
  expect(breach).toBeUndefined()
  expect(clock.look({ ...SLEEPS, ms: 500 })).toMatchObject({ kind: 'busy', ranMs: 0 })
})

it('tells of a check whether its threads had to wait, until it has had enough', () => {
  const clock = new FenceClock(60_000, () => 4)
  clock.begin()
  clock.arm()
  clock.beginCheck()
  for (let look = 0; look < 40; look++) clock.look(SLEEPS)
  expect(clock.starved).toBeUndefined()
  clock.look({ ...SLEEPS, others: { ranMs: 200, waitedMs: 1500 } })
  expect(clock.starved).toEqual({ wallMs: 2050, ranMs: 200 })
  clock.look({ ...SLEEPS, others: { ranMs: 1400, waitedMs: 1500 } })
  expect(clock.starved).toBeUndefined()
  clock.beginCheck()
  expect(clock.starved).toBeUndefined()
})
