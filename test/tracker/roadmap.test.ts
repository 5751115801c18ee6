import { expect, it } from 'vitest'
import { deriveProgress } from '../../tracker/progress.ts'
import { deriveRoadmap } from '../../tracker/roadmap.ts'
import { aCourse, aDay, attempt, NOW } from './builders.ts'

const course = aCourse({
  days: [aDay(1), aDay(2), aDay(3, { status: 'coming', exercises: [] })],
  roadmap: [
    { phase: 1, title: 'Both', topics: ['topic-1', 'topic-2'] },
    { phase: 2, title: 'One', topics: ['topic-1'] },
    { phase: 3, title: 'Later', topics: ['topic-3', 'nowhere'] },
  ],
})

it('shows the same proofs by the phases of the roadmap', () => {
  const { days } = deriveProgress(course, { events: [attempt('1/one')] }, NOW)
  const { phases, totals } = deriveRoadmap(course, days)
  expect(phases.map(({ status, done, total }) => [status, done, total])).toEqual([
    ['started', 1, 2],
    ['done', 1, 1],
    ['coming', 0, 2],
  ])
  expect(phases[0]?.topics[0]).toEqual({
    id: 'topic-1',
    text: 'About topic-1',
    day: 1,
    status: 'done',
    done: true,
    evidence: ['one'],
  })
  expect(phases[2]?.topics[1]).toEqual({ id: 'nowhere', text: 'nowhere', status: 'coming', done: false, evidence: [] })
  expect(totals).toEqual({ phases: { done: 1, total: 3 }, topics: { done: 1, total: 4 } })
})
