import { expect, it } from 'vitest'
import { deriveProgress } from '../../tracker/progress.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aCourse, aDay, anExercise, answer, aTopic, attempt, daysAgo, hoursAgo, NOW } from './builders.ts'

const project = {
  pass: 80,
  requirements: [
    { id: 'crud', title: 'CRUD', points: 70, must: false },
    { id: 'errors', title: 'Errors', points: 30, must: false },
  ],
}
const gateDay = aDay(2, {
  gate: 1,
  questionIds: ['why'],
  exercises: [anExercise('api', { kind: 'project', hints: [], file: 'api/', project })],
  topics: [aTopic('crud', ['api/crud']), aTopic('errors', ['api/errors'])],
})
const course = aCourse({ days: [aDay(1), gateDay, aDay(3, { phase: 2 }), aDay(4, { phase: 2 })] })

/** The same, where errors must be full. */
const strict = aCourse({
  days: course.days.map((day) => ({
    ...day,
    exercises: day.exercises.map((exercise) => ({
      ...exercise,
      ...(exercise.project && {
        project: {
          pass: 80,
          requirements: project.requirements.map((each) => ({ ...each, must: each.id === 'errors' })),
        },
      }),
    })),
  })),
})

function scored(crud: number, errors: number, at: string, status: 'failed' | 'passed' | 'crashed' = 'failed') {
  return { ...attempt('2/api', status, at), score: { crud, errors } }
}

function shown(...events: TrackerEvent[]) {
  const progress = deriveProgress(course, { events }, NOW)
  const day = progress.days[1]
  return { ...progress, gate: progress.gates[0], day, exercise: day?.exercises[0], third: progress.days[2]?.status }
}

it('has no points before the first attempt, and the mark all the same', () => {
  expect(shown().gate).toEqual({ gate: 1, day: 2, title: 'The gate', status: 'todo', points: 0, of: 100, pass: 80 })
})

it('shows the best attempt, whatever came after it', () => {
  const { gate, exercise, third } = shown(scored(70, 5, hoursAgo(3)), scored(20, 30, hoursAgo(2)))
  expect(gate).toMatchObject({ status: 'started', points: 75 })
  expect(exercise?.score?.requirements.map(({ points }) => points)).toEqual([70, 5])
  expect(exercise).toMatchObject({ status: 'tried', attempts: 2 })
  expect(third).toBe('locked')
})

it('passes at the mark, from that attempt on', () => {
  const { gate, exercise, day, third } = shown(scored(50, 30, hoursAgo(3)), scored(60, 30, hoursAgo(2)))
  expect(gate).toMatchObject({ status: 'passed', points: 90 })
  expect(exercise).toMatchObject({ status: 'passed', passedAt: hoursAgo(3) })
  expect(day).toMatchObject({ status: 'done', topics: [{ done: false, missing: ['api/crud'] }, { done: true }] })
  expect(third).toBe('todo')
})

it('ticks a requirement that had all its points in any attempt', () => {
  const { day } = shown(scored(70, 0, hoursAgo(3)), scored(60, 30, hoursAgo(2)))
  expect(day?.topics.map(({ done }) => done)).toEqual([true, true])
})

it('passes with nothing that must be full and is not, and shows a pass before a better attempt that is none', () => {
  const shownIn = (...events: TrackerEvent[]) => {
    const { gates, days } = deriveProgress(strict, { events }, NOW)
    return { status: gates[0]?.status, points: gates[0]?.points, third: days[2]?.status }
  }
  const holed = scored(70, 29, hoursAgo(3))
  expect(shownIn(holed)).toEqual({ status: 'started', points: 99, third: 'locked' })
  const whole = scored(51, 30, hoursAgo(2))
  expect(shownIn(holed, whole)).toEqual({ status: 'passed', points: 81, third: 'todo' })
  expect(shownIn(whole, { ...holed, at: hoursAgo(1) })).toEqual({ status: 'passed', points: 81, third: 'todo' })
})

it('counts no points of a run that was cut short', () => {
  const { gate, exercise } = shown(scored(70, 20, hoursAgo(1), 'crashed'))
  expect(gate).toMatchObject({ status: 'started', points: 0 })
  expect(exercise?.status).toBe('tried')
})

it('takes points for no more than a requirement is worth today, and none for what is gone', () => {
  const { exercise } = shown({ ...attempt('2/api', 'failed'), score: { crud: 75, gone: 25 } })
  expect(exercise).toMatchObject({ status: 'tried', score: { points: 70 } })
})

it('keeps a day open for its quiz, while the gate is passed', () => {
  const asked = { ...gateDay, topics: [...gateDay.topics, aTopic('quiz', ['quiz:why'])] }
  const days = aCourse({ days: [aDay(1), asked, aDay(3, { phase: 2 })] })
  const before = deriveProgress(days, { events: [scored(70, 20, hoursAgo(1))] }, NOW)
  expect(before.days[1]?.status).toBe('started')
  expect(before.gates[0]?.status).toBe('passed')
  const after = deriveProgress(days, { events: [scored(70, 20, hoursAgo(1)), answer('2/quiz:why')] }, NOW)
  expect(after.days[1]?.status).toBe('done')
})

it('asks again for a project that was passed at the mark', () => {
  expect(shown(scored(70, 20, daysAgo(2))).due).toMatchObject([{ kind: 'exercise', ref: '2/api' }])
  expect(shown(scored(70, 0, daysAgo(2))).due).toEqual([])
})
