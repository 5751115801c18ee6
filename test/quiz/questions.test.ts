import { describe, expect, it } from 'vitest'
import type { Question } from '../../src/engine/course/schema.ts'
import { type AskedQuestion, askQuestion } from '../../src/engine/quiz/ask.ts'
import { isSameOutput, judgeAnswer } from '../../src/engine/quiz/judge-answer.ts'
import { seedOf, shuffle } from '../../src/engine/quiz/shuffle.ts'

const DAY = { day: 2, room: '02-x' }

const typed = predict({ code: 'console.log([1, 2])\nconsole.log("a")' })
const mixed = predict({
  code: 'console.log(3)',
  wrong: [
    { output: '1\n', because: 'no' },
    { output: '2', because: 'nor that' },
    { output: '3', because: 'an author’s slip: this is right' },
  ],
})
const choice: Question = {
  id: 'pick',
  kind: 'choice',
  prompt: 'Which?',
  read: 'x',
  options: [
    { text: 'The `first`', because: 'first it is', correct: true },
    { text: 'The second', because: 'it comes later', correct: false },
    { text: 'The third', because: 'later still', correct: false },
  ],
}

describe('asking', () => {
  it('gets the right answer from running the program', async () => {
    expect(await askQuestion(DAY, typed)).toMatchObject({ kind: 'typed', right: '[ 1, 2 ]\na' })
  })

  it('mixes the right output among the wrong ones, and leaves out a wrong one that is right', async () => {
    const asked = await askQuestion(DAY, mixed)
    expect(textsOf(asked).sort()).toEqual(['1', '2', '3'])
    expect(asked.kind === 'choice' && asked.options.filter(({ correct }) => correct).map(({ text }) => text)).toEqual([
      '3',
    ])
  })

  it('keeps the numbers of options the same from run to run, and mixes with a seed', async () => {
    const first = textsOf(await askQuestion(DAY, choice))
    expect(textsOf(await askQuestion(DAY, choice))).toEqual(first)
    const orders = new Set<string>()
    for (let seed = 1; seed < 30; seed++) orders.add(textsOf(await askQuestion(DAY, choice, { seed })).join())
    expect(orders.size).toBe(6)
  })

  it('tells the author when the program prints no answer', async () => {
    const asking = askQuestion(DAY, predict({ code: 'throw new Error("x")' }))
    await expect(asking).rejects.toMatchObject({
      name: 'Problem',
      hint: expect.stringContaining('lessons/02-x/quiz.yaml'),
    })
  })
})

describe('judging', () => {
  it.each([
    ['[ 1, 2 ]\na', true],
    ['[1,2] a', true],
    ['  [ 1, 2 ]\\na  ', true],
    ['[1, 2] A', false],
    ['a [1, 2]', false],
    ['', false],
  ])('typed %j is right: %s', async (answer, correct) => {
    expect(judgeAnswer(await askQuestion(DAY, typed), answer).correct).toBe(correct)
  })

  it.each(['The `first`', 'the first', ' THE  FIRST ', 'The "first"'])('takes %j for the option', async (answer) => {
    const asked = await askQuestion(DAY, {
      ...choice,
      options: choice.options.map((o) => ({ ...o, text: o.text.replaceAll('`', '') })),
    })
    const judging = () => judgeAnswer(asked, answer)
    if (/[`"]/.test(answer)) expect(judging).toThrow('is not an answer')
    else expect(judging().correct).toBe(true)
  })

  it('takes the number that was printed, and says why a wrong one is wrong', async () => {
    const asked = await askQuestion(DAY, choice)
    const number = textsOf(asked).indexOf('The second') + 1
    expect(judgeAnswer(asked, String(number))).toEqual({
      correct: false,
      right: 'The `first`',
      because: 'first it is',
      wrong: { text: 'The second', because: 'it comes later' },
    })
  })

  it.each(['0', '4', '-1', '1.5', 'nothing', ''])('does not take %j for an answer', async (answer) => {
    const asked = await askQuestion(DAY, choice)
    expect(() => judgeAnswer(asked, answer)).toThrow(
      expect.objectContaining({ name: 'Problem', hint: expect.stringContaining('1 to 3') }),
    )
  })
})

it.each([
  ['1 2', '12', false],
  ["[ 'a', 'b' ]", '["a","b"]', true],
  ['{ a: 1 }', '{a:1}', true],
  ['a\nb', 'a b', true],
  ['undefined', 'Undefined', false],
])('%j and %j are the same output: %s', (a, b, same) => {
  expect(isSameOutput(a, b)).toBe(same)
})

it('shuffles without losing anything, the same way for the same seed', () => {
  const items = Array.from({ length: 20 }, (_, i) => i)
  const shuffled = shuffle(items, seedOf('2/order'))
  expect(shuffled).toEqual(shuffle(items, seedOf('2/order')))
  expect(shuffled).not.toEqual(items)
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
})

function predict(overrides: Partial<Extract<Question, { kind: 'predict' }>>): Question {
  return {
    id: 'order',
    kind: 'predict',
    prompt: 'What?',
    code: '',
    as: 'module',
    wrong: [],
    because: 'so',
    read: 'x',
    ...overrides,
  }
}

function textsOf(asked: AskedQuestion): string[] {
  return asked.kind === 'choice' ? asked.options.map(({ text }) => text) : []
}
