import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import type { BenchProgress } from '../../src/engine/bench/news.ts'
import type { BenchRun } from '../../src/engine/bench/run.ts'
import { type BenchReport, renderBench, renderProgressLine } from '../../src/ui/bench/bench.ts'
import { saySoFar } from '../../src/ui/bench/wording.ts'
import type { Look } from '../../src/ui/terminal/look.ts'
import { textWidth } from '../../src/ui/text/width.ts'
import { result } from './results.ts'

const look = (width: number, unicode = true, level: 0 | 1 = 0): Look => ({
  chalk: new Chalk({ level }),
  width,
  unicode,
})

function report(overrides: Partial<BenchReport> = {}, run: Partial<BenchRun> = {}): BenchReport {
  return {
    day: { day: 3, title: 'Node architecture' },
    about: {
      question: 'While two people wait for their reports, how long does everybody else wait?',
      variants: [
        { id: 'blocking', title: 'Blocking' },
        { id: 'pool', title: 'Worker pool' },
        { id: 'yours', title: 'Your server', exercise: 'unblock' },
      ],
      path: '/report',
      ping: '/health',
    },
    run: {
      results: [
        result('blocking', { title: 'Blocking', pingP50: [170, 179, 190] }),
        result('pool', { title: 'Worker pool', pingP50: [0.6, 0.7, 0.9], requestsPerSecond: [95, 105, 112] }),
      ],
      judgement: { verdict: 'clear', headline: '/health waits less.', why: 'One thread.', notes: ['And more.'] },
      leftOut: [],
      rounds: 3,
      seconds: 2,
      ...run,
    },
    machine: { node: 'v20.19.0', cores: 2, platform: 'linux' },
    previous: undefined,
    ...overrides,
  }
}

describe('the report', () => {
  it('says the wait of the unrelated route first, with its ratio to the first variant', () => {
    const text = renderBench(report(), look(80))
    expect(text).toMatch(/How long \/health waits while \/report is under load/)
    expect(text).toMatch(/Worker pool +█+.? +0\.7 ms {2}256× less \(189–317\)/)
    expect(text.indexOf('/health waits while')).toBeLessThan(text.indexOf('answered in a second'))
  })

  it('claims no difference where rounds overlap', () => {
    expect(renderBench(report(), look(80))).toMatch(/Worker pool +█+.? +105\/s {2}no clear difference/)
  })

  it('says what a fixed rate asked for', () => {
    const flooded = result('blocking', { rate: 1000, requestsPerSecond: [600, 613, 620] })
    expect(renderBench(report({}, { results: [flooded] }), look(80))).toMatch(/613\/s {2}of 1,000 asked for/)
  })

  it('says inconclusive, and what to do about it', () => {
    const judgement = { verdict: 'inconclusive' as const, headline: 'It waited.', why: 'Noise.' }
    const text = renderBench(report({}, { judgement }), look(80))
    expect(text).toContain('Inconclusive: the 3 rounds differ too much to tell.')
    expect(text).toContain('run it again')
  })

  it('says who was left out, why, and what they printed last', () => {
    const leftOut = [
      { id: 'yours', title: 'Your server', reason: 'It ended (exit code 1).', output: 'a\nb\nTypeError: x' },
    ]
    const text = renderBench(report({}, { leftOut }), look(80))
    expect(text).toContain('Left out: Your server. It ended (exit code 1).')
    expect(text).toContain('  TypeError: x')
  })

  it('compares with the run before', () => {
    const previous = {
      at: '2026-03-01T10:00:00.000Z',
      results: [result('pool', { pingP50: [1, 5, 9] })],
    }
    expect(renderBench(report({ previous }), look(80))).toContain(
      'The wait last time (2026-03-01): Worker pool 5.0 ms, now 0.7 ms.',
    )
  })

  it('survives a recorded result without figures', () => {
    const damaged = { id: 'pool' } as ReturnType<typeof result>
    const previous = {
      at: '2026-03-01T10:00:00.000Z',
      results: [damaged],
    }
    expect(renderBench(report({ previous }), look(80))).not.toContain('last time')
  })

  it.each([20, 40, 60, 80, 100])('keeps within %i columns', (width) => {
    const leftOut = [{ id: 'yours', title: 'Your server', reason: 'r'.repeat(90), output: 'o'.repeat(120) }]
    for (const line of renderBench(report({}, { leftOut }), look(width)).split('\n')) {
      expect(textWidth(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('is ASCII without colours where nothing else can be trusted', () => {
    expect(renderBench(report(), look(80, false))).toMatch(/^[\n\x20-\x7e]+$/)
  })
})

describe('what a load has shown so far', () => {
  const routes = { path: '/report', ping: '/health' }

  it('is said without a wait as long as nothing is answered', () => {
    expect(saySoFar({ answered: 0, errors: 0, seconds: 0.1, pingP50: 80 }, routes)).toEqual([
      '0 answered',
      '/health waits 80 ms',
    ])
  })

  it('names those that wait and those that failed where there are any', () => {
    const soFar = { answered: 1234, errors: 2, waiting: 1500, seconds: 2, waitP50: 0.8, waitP99: 3.1, pingP50: 0.7 }
    expect(saySoFar(soFar, routes)).toEqual([
      '1,234 answered',
      'half of them within 0.8 ms, 99 of 100 within 3.1 ms',
      '1,500 without an answer',
      '2 failed',
      '/health waits 0.7 ms',
    ])
  })
})

describe('the progress line', () => {
  const progress: BenchProgress = { id: 'pool', title: 'Worker pool', round: 2, rounds: 3, done: 0.47 }

  it('says the round, the variant and how far it is', () => {
    expect(renderProgressLine(progress, look(80, false))).toMatch(/^Round 2 of 3: Worker pool +#{11}\.{13} {2}47 %$/)
  })

  it.each([20, 40, 80])('is one line of at most %i columns', (width) => {
    const line = renderProgressLine({ ...progress, title: 'A very long title of a variant' }, look(width))
    expect(line).not.toContain('\n')
    expect(textWidth(line)).toBeLessThanOrEqual(width)
  })
})
