import { expect, it } from 'vitest'
import { withDayInPhase, withoutComing } from '../../src/author/plan-text.ts'

const PLAN = `# The plan.
title: A course
phases:
  - id: 1
    title: First
    days: [1, 2] # so far
  - id: 2
    title: Second
    days:
      - 5
      - 6
coming:
  # Planned.
  - day: 1
    slug: one
    topics:
      - { id: a,   text: "A" }
  # The middle.
  - day: 2
    slug: two
    topics: []

  - day: 3
    slug: three
    topics: []
`

it('takes a day out of coming: and leaves every other character alone', () => {
  const entry = '  - day: 2\n    slug: two\n    topics: []\n'
  expect(withoutComing(PLAN, 2)).toBe(PLAN.replace(entry, ''))
})

it('leaves a list that is empty, and still YAML, when the last day goes', () => {
  const one = 'title: A\ncoming: # soon\n  # Planned.\n  - day: 1\n    slug: one\nother: 1\n'
  expect(withoutComing(one, 1)).toBe('title: A\ncoming: [] # soon\n  # Planned.\nother: 1\n')
})

it('changes nothing for a day that is not planned', () => {
  expect(withoutComing(PLAN, 9)).toBe(PLAN)
  expect(withoutComing('title: A\n', 1)).toBe('title: A\n')
})

it('puts a day after the one before it, in either way of writing a list', () => {
  expect(withDayInPhase(PLAN, 3)).toEqual({ text: PLAN.replace('[1, 2]', '[1, 2, 3]'), phase: 'First' })
  expect(withDayInPhase(PLAN, 7)).toEqual({ text: PLAN.replace('- 6\n', '- 6\n      - 7\n'), phase: 'Second' })
})

it('leaves a day where it is, and one that fits nowhere out', () => {
  expect(withDayInPhase(PLAN, 2)).toBeUndefined()
  expect(withDayInPhase(PLAN, 31)).toBeUndefined()
})
