import { expect, it } from 'vitest'
import { underNamesOfToday } from '../../tracker/names-of-today.ts'
import { proofsOf } from '../../tracker/proofs.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aCourse, aDay, anExercise, attempt, daysAgo } from './builders.ts'

const project = {
  pass: 70,
  requirements: [
    { id: 'a', title: 'A', points: 60, must: true },
    { id: 'b', title: 'B', points: 40, must: false },
  ],
}
const course = aCourse({
  days: [
    aDay(1, { exercises: [anExercise('one', { aliases: ['uno'] })] }),
    aDay(2, { exercises: [anExercise('whole', { kind: 'project', project })] }),
  ],
})
const proofs = (events: TrackerEvent[]) => proofsOf(course, underNamesOfToday(course, events))
const scored = (a: number, b: number, at: string) => ({
  ...attempt('2/whole', 'failed', at),
  score: { a, b },
  passed: [`${a} and ${b}`],
})

it('is the latest pass of an exercise, by its name of today', () => {
  const events = [
    { ...attempt('1/uno', 'passed', daysAgo(3)), passed: ['old'] },
    { ...attempt('1/one', 'passed', daysAgo(1)), passed: ['new'] },
    { ...attempt('1/uno', 'passed', daysAgo(2)), passed: ['older'] },
    attempt('1/one', 'failed', daysAgo(0)),
  ]
  const found = proofs(events)
  expect([...found.keys()]).toEqual(['1/one'])
  expect(found.get('1/one')).toMatchObject({ judgedAt: daysAgo(1), passed: ['new'] })
})

it('is the best pass of a project, and none where the mark or a must is missed', () => {
  const best = scored(60, 30, daysAgo(3))
  expect(proofs([scored(60, 10, daysAgo(4)), best, scored(60, 20, daysAgo(1))]).get('2/whole')).toMatchObject({
    judgedAt: best.at,
    passed: ['60 and 30'],
  })
  expect(proofs([scored(50, 40, daysAgo(1)), scored(60, 5, daysAgo(1))]).size).toBe(0)
})

it('remembers that the solution was opened before it passed, under an earlier name, too', () => {
  const seen = (beforePassing: boolean) =>
    ({ type: 'solution-seen', exercise: '1/uno', beforePassing, at: daysAgo(2) }) as const
  const pass = attempt('1/one', 'passed', daysAgo(1))
  expect(proofs([seen(true), pass]).get('1/one')?.solutionSeen).toBe(true)
  expect(proofs([seen(false), pass]).get('1/one')?.solutionSeen).toBe(false)
})
