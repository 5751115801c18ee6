import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import type { CheckOutcome } from '../../src/engine/judge/verdict.ts'
import type { Score } from '../../src/score.ts'
import { textWidth } from '../../src/ui/text/width.ts'
import { renderScorecard } from '../../src/ui/verdict/scorecard.ts'

const score: Score = {
  points: 32,
  of: 100,
  pass: 80,
  requirements: [
    { id: 'structure', title: 'Folder structure', points: 10, of: 10, must: false },
    { id: 'crud', title: 'Create, read, update and delete', points: 21, of: 50, must: false },
    { id: 'errors', title: 'Errors', points: 1, of: 30, must: false },
    { id: 'docs', title: 'Documents', points: 0, of: 10, must: false },
  ],
}
const checks: CheckOutcome[] = [
  { title: 'creates', status: 'passed', requirement: 'crud', points: 21 },
  { title: 'answers 404', status: 'failed', read: 'errors', requirement: 'errors', points: 29 },
]

const draw = (width: number, unicode = true, of = score) =>
  renderScorecard({ ref: '12/tasks', score: of, checks }, { chalk: new Chalk({ level: 0 }), width, unicode })

it('has a bar for each requirement, the total, the mark, and what to mend first', () => {
  expect(draw(80)).toEqual([
    'Folder structure                 ████████████████████████  10/10',
    'Create, read, update and delete  ██████████░░░░░░░░░░░░░░  21/50',
    'Errors                           █░░░░░░░░░░░░░░░░░░░░░░░   1/30',
    'Documents                        ░░░░░░░░░░░░░░░░░░░░░░░░   0/10',
    '',
    '32 of 100 points; 80 are a pass.',
    'Mend first: Create, read, update and delete, 29 points.',
  ])
})

it('points to the first check that failed, and what to read', () => {
  const of = { ...score, requirements: score.requirements.slice(2) }
  expect(draw(80, true, of).slice(-2)).toEqual([
    'Mend first: Errors, 29 points, from “answers 404”.',
    'Read: course day 12 --section errors',
  ])
})

it('names first what must be full, whatever else misses more', () => {
  const requirements = score.requirements.map((each) => ({
    ...each,
    must: each.id === 'errors' || each.id === 'structure',
  }))
  expect(draw(80, true, { ...score, points: 90, requirements }).slice(-3)).toEqual([
    '90 of 100 points; 80 are a pass, with all of Errors.',
    'Mend first: Errors, 29 points, from “answers 404”.',
    'Read: course day 12 --section errors',
  ])
})

it('says nothing more with full marks', () => {
  const requirements = score.requirements.map((each) => ({ ...each, points: each.of }))
  expect(draw(80, true, { ...score, points: 100, requirements }).at(-1)).toBe('100 of 100 points; 80 are a pass.')
})

it.each([20, 30, 47, 48, 60, 80, 100])('fits %i columns, in ASCII too', (width) => {
  for (const unicode of [true, false]) {
    for (const line of draw(width, unicode)) expect(textWidth(line), line).toBeLessThanOrEqual(width)
  }
  expect(draw(80, false)[0]).toBe('Folder structure                 ########################  10/10')
})
