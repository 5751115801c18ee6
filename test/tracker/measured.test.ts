import { expect, it } from 'vitest'
import { measuredOf } from '../../tracker/measured.ts'
import type { EventOf } from '../../tracker/schema.ts'
import { hoursAgo } from './builders.ts'

function run(day: number, verdict: 'clear' | 'inconclusive', headline: string, hours: number): EventOf<'bench'> {
  return { type: 'bench', at: hoursAgo(hours), day, results: [], judgement: { verdict, headline, why: '' } }
}

it.each([
  [
    'the latest clear run',
    [run(3, 'clear', 'old', 9), run(3, 'clear', 'new', 5), run(3, 'inconclusive', 'no', 1)],
    'new',
  ],
  ['the latest where none was clear', [run(3, 'inconclusive', 'new', 1), run(3, 'inconclusive', 'old', 9)], 'new'],
  [
    'the same whatever the order',
    [run(3, 'inconclusive', 'no', 1), run(3, 'clear', 'new', 5), run(3, 'clear', 'old', 9)],
    'new',
  ],
])('a benchmark is spoken for by %s', (_, events, headline) => {
  const measured = measuredOf([...events, run(1, 'clear', 'another day', 2)])
  expect(measured.map(({ day }) => day)).toEqual([1, 3])
  expect(measured[1]).toMatchObject({ judgement: { headline }, runs: events.length })
})
