import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import * as quiz from '../../src/commands/quiz.ts'
import * as review from '../../src/commands/review.ts'
import { openTracker } from '../../tracker/store.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { type FakeWorld, fakeWorld } from '../workbook/fake-world.ts'

let world: FakeWorld

beforeEach(() => {
  world = fakeWorld()
})

describe('course quiz without a terminal', () => {
  it('prints the questions, numbered, and no answer', async () => {
    expect(await quiz.run(['1'], {}, world)).toBe(0)
    expect(world.printed()).toContain('name-of-plus')
    expect(world.printed()).toMatch(/^ {2}1\) \S/m)
    expect(world.printed()).not.toContain('Plus joins as soon as')
    expect(world.printed()).toContain('course quiz 1 --answer plus-and-strings=2')
  })

  it('understands the numbers that it printed', async () => {
    await quiz.run(['1'], {}, world)
    const number = /^ {2}(\d)\) An operator$/m.exec(world.printed())?.[1]
    expect(await quiz.run(['1'], { answer: [`name-of-plus=${number}`] }, fakeWorld({ cwd: world.cwd }))).toBe(0)
  })

  it('gives as JSON the questions without what is right', async () => {
    await quiz.run(['1'], { json: true }, world)
    const { questions } = JSON.parse(world.printed())
    expect(questions.map(({ id, kind }: { id: string; kind: string }) => [id, kind])).toEqual([
      ['plus-and-strings', 'choice'],
      ['typed-sum', 'typed'],
      ['name-of-plus', 'choice'],
    ])
    expect(questions[2].options).toContainEqual({ number: expect.any(Number), text: 'An operator' })
    expect(world.printed()).not.toMatch(/correct|because|"right"/)
  })

  it('judges and records answers, and ends with 1 when one is wrong', async () => {
    const answer = ['typed-sum= 6 ', '1/quiz:name-of-plus=A function']
    expect(await quiz.run(['1'], { answer, json: true }, world)).toBe(1)
    expect(JSON.parse(world.printed()).answers).toMatchObject([
      { question: 'typed-sum', correct: true },
      { question: 'name-of-plus', correct: false, right: 'An operator', read: 'what-plus-does' },
    ])
    expect(await answers()).toMatchObject([
      { question: '1/quiz:typed-sum', correct: true },
      { question: '1/quiz:name-of-plus', correct: false },
    ])
  })

  it.each([
    ['typed-sum', 'names no answer'],
    ['nothing=1', 'no question "nothing"'],
    ['name-of-plus=9', 'is not an answer'],
  ])('records nothing when one of the answers is %j', async (bad, message) => {
    await expect(quiz.run(['1'], { answer: ['typed-sum=6', bad] }, world)).rejects.toThrow(message)
    expect(await answers()).toEqual([])
  })

  it('leaves out a question whose program does not work, and asks the others', async () => {
    const course = makeCourse(temporaryFolder('course'), { 'lessons/01-adding/quiz.yaml': BROKEN_QUESTION })
    const broken = fakeWorld({ flags: { course, color: false } })
    expect(await quiz.run(['1'], {}, broken)).toBe(0)
    expect(broken.complained()).toContain('"breaks" cannot be asked')
    expect(broken.printed()).toContain('works')
  })

  it('says which days have questions when this one has none', async () => {
    const course = makeCourse(temporaryFolder('course'), { 'lessons/02-serving/quiz.yaml': null })
    await expect(quiz.run(['2'], {}, fakeWorld({ flags: { course, color: false } }))).rejects.toMatchObject({
      name: 'Problem',
      hint: 'These days have some: 1.',
    })
  })
})

describe('course review', () => {
  it('says so when nothing is due', async () => {
    expect(await review.run([], {}, world)).toBe(0)
    expect(world.printed()).toContain('Nothing is due')
  })

  it('names the questions that were missed and the exercises that passed long ago', async () => {
    await tracker().then((record) =>
      record.add(
        { type: 'answer', question: '1/quiz:typed-sum', correct: false, at: '2026-03-08T10:00:00Z' },
        {
          type: 'attempt',
          exercise: '1/add',
          status: 'passed',
          ms: 1,
          failing: [],
          checks: 1,
          at: '2026-03-01T10:00:00Z',
        },
      ),
    )
    await review.run([], {}, world)
    expect(world.printed()).toContain('1 question of day 1: course quiz 1')
    expect(world.printed()).toContain('course review 1/add   due for 7 days')
  })
})

const BROKEN_QUESTION = `questions:
  - { id: breaks, kind: predict, prompt: What?, code: throw 1, because: so, read: a-list }
  - { id: works, kind: predict, prompt: What?, code: console.log(1), because: so, read: a-list }
`

function tracker() {
  return openTracker(join(world.cwd, 'workbook'))
}

async function answers() {
  return (await (await tracker()).read()).record.events.filter((event) => event.type === 'answer')
}
