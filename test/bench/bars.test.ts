import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { eighths, renderBars } from '../../src/ui/bench/bars.ts'
import { type BarScale, decadesOf, scaleOf } from '../../src/ui/bench/scale.ts'
import type { Look } from '../../src/ui/terminal/look.ts'
import { textWidth } from '../../src/ui/text/width.ts'

const look = (width: number, unicode = true): Look => ({ chalk: new Chalk({ level: 0 }), width, unicode })

it.each<[number[], BarScale]>([
  [[1, 50, 100], { kind: 'linear', from: 0, to: 100 }],
  [[1, 101], { kind: 'log', from: 0.1, to: 101 }],
  [[0.7, 179], { kind: 'log', from: 0.1, to: 179 }],
  [[0, 5], { kind: 'linear', from: 0, to: 5 }],
  [[0, 0], { kind: 'linear', from: 0, to: Number.MIN_VALUE }],
])('the scale for %j is %j', (values, expected) => {
  expect(scaleOf(values)).toEqual(expected)
})

it.each<[number, BarScale, number]>([
  [0, { kind: 'linear', from: 0, to: 10 }, 0],
  [10, { kind: 'linear', from: 0, to: 10 }, 80],
  [5, { kind: 'linear', from: 0, to: 10 }, 40],
  [0.001, { kind: 'linear', from: 0, to: 10 }, 1],
  [1, { kind: 'log', from: 0.1, to: 1000 }, 20],
  [1000, { kind: 'log', from: 0.1, to: 1000 }, 80],
  [Number.NaN, { kind: 'linear', from: 0, to: 10 }, 0],
])('%f on %j is %i eighths of ten columns', (value, scale, expected) => {
  expect(eighths(value, scale, 10)).toBe(expected)
})

it('a logarithmic scale has a mark for each decade, a linear one has none', () => {
  expect(decadesOf({ kind: 'log', from: 0.1, to: 1000 })).toEqual(
    [0, 1, 2, 3, 4].map((decade) => ({ share: decade / 4, value: expect.closeTo(0.1 * 10 ** decade) })),
  )
  expect(decadesOf({ kind: 'log', from: 1, to: 500 })).toHaveLength(3)
  expect(decadesOf({ kind: 'linear', from: 0, to: 5 })).toEqual([])
})

const bars = [
  { label: 'Blocking', value: 179, text: '179 ms' },
  { label: 'Worker pool', value: 0.7, text: '0.7 ms', note: '256× less (198–310)' },
]

it('draws one line a bar, and says on the axis that the scale is logarithmic', () => {
  expect(renderBars(bars, 'ms', look(72)).join('\n')).toBe(
    [
      '  Blocking     ████████████████████████████  179 ms',
      '  Worker pool  ███████▎                      0.7 ms  256× less (198–310)',
      '               ╵0.1     ╵1      ╵10      ╵100',
      '               ms, log scale: each mark is 10 times the last',
    ].join('\n'),
  )
})

it('puts bars below their labels in a narrow terminal, and keeps to ASCII where it must', () => {
  expect(renderBars(bars, 'ms', look(40, false)).join('\n')).toBe(
    [
      '  Blocking                      179 ms',
      '  ####################################',
      '  Worker pool                   0.7 ms',
      '  #########',
      '  256× less (198–310)',
      '  |0.1       |1         |10        |100',
      '  ms, log scale: each mark is 10 times.',
    ].join('\n'),
  )
})

it.each([20, 40, 60, 80, 100])('keeps within %i columns, whatever the titles', (width) => {
  const long = bars.map((bar) => ({
    ...bar,
    label: `${bar.label} of a very long-winded description`,
    note: 'n'.repeat(50),
  }))
  for (const line of renderBars(long, 'ms', look(width))) expect(textWidth(line), line).toBeLessThanOrEqual(width)
})
