import { expect, it } from 'vitest'
import { excuseOf, staleExcuses } from '../../scripts/mutation/excuses.ts'
import { ownLines } from '../../scripts/mutation/given.ts'
import { scoreOf, sumOf, type Tested } from '../../scripts/mutation/tested.ts'

const mutant: Tested = {
  file: 'solutions/01-shop/shop.ts',
  line: 7,
  endLine: 7,
  column: 7,
  mutator: 'ConditionalExpression',
  at: 'if (open) close()',
  from: 'open',
  to: 'true',
  fate: 'survived',
  killedBy: [],
}
const excuse = {
  at: 'if (open) close()',
  mutator: mutant.mutator,
  from: 'open',
  to: 'true',
  because: 'It is the same.',
}

it('counts what was killed and what timed out, of all that was covered', () => {
  const fates = [...Array.from({ length: 7 }, () => 'killed'), 'timed out', 'survived', 'survived', 'not covered']
  const score = scoreOf(
    fates.map((fate) => ({ fate }) as Pick<Tested, 'fate'>),
    1,
  )
  expect(score).toMatchObject({ killed: 7, timedOut: 1, survived: 2, notCovered: 1, excused: 1, raw: 80 })
  expect(score.withoutExcused).toBeCloseTo(88.9, 1)
  expect(sumOf([score, scoreOf([{ fate: 'killed' }, { fate: 'killed' }], 0)])).toMatchObject({ killed: 9, survived: 2 })
})

it('finds the reason for a survivor wherever its line has moved, and says which reasons are stale', () => {
  expect(excuseOf([excuse], { ...mutant, line: 99 })).toBe(excuse)
  expect(excuseOf([excuse], { ...mutant, to: 'false' })).toBeUndefined()
  expect(staleExcuses([excuse], [mutant])).toEqual([])
  expect(staleExcuses([excuse], [{ ...mutant, fate: 'killed' }])).toEqual([excuse])
})

it('leaves alone what the starter hands out, in whatever words', () => {
  const starter = 'export function answer() {\n  return 0\n}\n\n/** Given. */\nfunction given() {\n\n  return 1\n}\n'
  const solution =
    'export function answer() {\n  return given()\n}\n\nfunction given() {\n\n  return 1\n}\n\nconst own = 2\n'
  expect(ownLines(solution, starter)).toEqual([
    { first: 1, last: 4 },
    { first: 10, last: 11 },
  ])
})
