/** What the page makes of the lines of a benchmark: every figure that it draws is one of them. */
import { describe, expect, it } from 'vitest'
import { RATE, WAIT } from '../../../src/ui/bench/wording.ts'
import type { BenchLine, BenchReport } from '../../../src/web/api.ts'
import { afterLine, BEGUN, type BenchState, type Running } from '../../../src/web/client/bench/bench-state.ts'
import { rowsAfter, rowsNow } from '../../../src/web/client/bench/rows.ts'
import { sayState } from '../../../src/web/client/bench/say-state.ts'
import { result } from '../../bench/results.ts'

const about = {
  question: 'Who waits?',
  variants: [
    { id: 'blocking', title: 'Blocking' },
    { id: 'pool', title: 'Worker pool' },
    { id: 'yours', title: 'Your server', exercise: 'unblock' },
  ],
  path: '/report',
  ping: '/health',
  rounds: 3,
  seconds: 2,
}

const progress = (id: string, round: number, soFar?: { answered: number; seconds: number; pingP50: number }) =>
  ({
    ...{ type: 'progress', id, title: id, round, rounds: 3, done: 0.1 },
    ...(soFar && { soFar: { errors: 0, ...soFar } }),
  }) satisfies BenchLine

const turn = (id: string, round: number, pingP50: number, requestsPerSecond: number): BenchLine => ({
  ...{ type: 'turn', id, round, pingP50, requestsPerSecond },
})

function running(...lines: BenchLine[]): Running {
  const state = lines.reduce<BenchState>(afterLine, BEGUN)
  if (state.phase !== 'running') throw new Error(`it is ${state.phase}`)
  return state
}

const ofRows = (state: Running, measure = WAIT) =>
  rowsNow(about, state, measure).map(({ value, note, isNow }) => [value, note, isNow])

describe('while a benchmark runs', () => {
  it('the bar of the server that is under load is what its load has shown so far', () => {
    const state = running(progress('blocking', 1, { answered: 3, seconds: 1.5, pingP50: 180 }))
    expect(ofRows(state)).toEqual([
      [180, 'now', true],
      [undefined, 'to come', false],
      [undefined, 'to come', false],
    ])
    expect(ofRows(state, RATE)[0]).toEqual([2, 'now', true])
  })

  it('nothing is drawn before a load has shown something', () => {
    expect(ofRows(running(progress('blocking', 1)))[0]).toEqual([undefined, 'begins', true])
    const state = running(progress('blocking', 1, { answered: 0, seconds: 0.1, pingP50: 90 }))
    expect(rowsNow(about, state, RATE)[0]).toMatchObject({ value: 0, text: '0/s' })
  })

  it('the others show the median of their rounds, and how far those lie apart', () => {
    const state = running(
      ...[turn('blocking', 1, 100, 5), turn('pool', 1, 1, 7), turn('blocking', 2, 140, 4), turn('blocking', 3, 190, 6)],
      progress('pool', 2, { answered: 8, seconds: 2, pingP50: 3 }),
    )
    const [blocking, pool] = rowsNow(about, state, WAIT)
    expect(blocking).toMatchObject({ value: 140, text: '140 ms', spread: [100, 190], note: 'after 3 of 3 rounds' })
    expect(pool).toMatchObject({ value: 3, text: '3.0 ms', spread: [1, 1], note: 'now', isNow: true })
    expect(rowsNow(about, state, RATE)[0]).toMatchObject({ value: 5, spread: [4, 6] })
  })

  it('a turn that has ended is not now any more, though the next has not begun', () => {
    const state = running(progress('pool', 1, { answered: 8, seconds: 2, pingP50: 3 }), turn('pool', 1, 2.5, 4))
    expect(ofRows(state)[1]).toEqual([2.5, 'after 1 of 3 rounds', false])
  })

  it('who is left out has no bar', () => {
    const line: BenchLine = { type: 'left-out', id: 'yours', title: 'Your server', reason: 'It ended.' }
    expect(ofRows(running(line))[2]).toEqual([undefined, 'left out', false])
  })

  it('is read aloud once a round', () => {
    const said = [progress('blocking', 2), progress('pool', 2, { answered: 8, seconds: 2, pingP50: 3 })]
    expect(new Set(said.map((line) => sayState(running(line))))).toEqual(new Set(['Measuring: round 2 of 3.']))
  })

  it('waits for a judge or another benchmark, and begins then', () => {
    const waiting = afterLine(BEGUN, { type: 'waiting', for: 'judge' })
    expect(sayState(waiting)).toContain('Waiting for the judge')
    expect(sayState(afterLine(BEGUN, { type: 'waiting', for: 'bench' }))).toContain('another benchmark')
    expect(afterLine(waiting, progress('blocking', 1))).toMatchObject({ phase: 'running', turns: [], leftOut: [] })
  })
})

it('when it has ended the bars are its results, compared with the first as in the terminal', () => {
  const report: BenchReport = {
    results: [
      result('blocking', { title: 'Blocking', pingP50: [170, 179, 190] }),
      result('yours', { title: 'Your server', pingP50: [0.6, 0.7, 0.9] }),
    ],
    judgement: { verdict: 'clear', headline: 'It waits less.', why: 'One thread.' },
    leftOut: [{ id: 'pool', title: 'Worker pool', reason: 'It ended.' }],
    rounds: 3,
    seconds: 2,
    machine: { node: 'v20.19.0', cores: 2, platform: 'linux' },
  }
  const done = afterLine(BEGUN, { type: 'done', report })
  expect(done).toEqual({ phase: 'done', report })
  expect(rowsAfter(about, report, WAIT)).toMatchObject([
    { id: 'blocking', value: 179, text: '179 ms', note: '', spread: [170, 190], isLearners: false },
    { id: 'yours', value: 0.7, text: '0.7 ms', note: '256× less (189–317)', spread: [0.6, 0.9], isLearners: true },
  ])
  expect(rowsAfter(about, report, RATE)[1]).toMatchObject({ text: '100/s', note: 'no clear difference' })
})
