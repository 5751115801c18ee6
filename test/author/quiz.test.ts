import { expect, it } from 'vitest'
import { proveQuiz, type RunSnippet } from '../../src/author/quiz.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'

const choice = (id: string, right: string, wrong: string) => `
  - id: ${id}
    kind: choice
    prompt: Which?
    read: opening
    options:
      - { text: '${right}', because: It is., correct: true }
      - { text: '${wrong}', because: It is not. }`

async function messagesFor(questions: string, run: RunSnippet) {
  const root = makeCourse(temporaryFolder('quiz'), { 'lessons/01-adding/quiz.yaml': `questions:${questions}\n` })
  const course = loadCourse(root)
  const day = course.days.find((candidate) => candidate.day === 1)
  if (!day) throw new Error(course.broken[0]?.message ?? 'the fixture has changed')
  return (await proveQuiz(course, day, run)).map(({ message }) => message)
}

const predict = (wrong: string[]) => `
  - id: q
    kind: predict
    prompt: What?
    code: console.log(1)
    because: It does.
    read: opening
    wrong: [${wrong.map((output) => `{ output: ${JSON.stringify(output)}, because: no }`).join(', ')}]`

const prints =
  (...outputs: string[]): RunSnippet =>
  async () => ({ status: 'printed', output: outputs.length > 1 ? (outputs.shift() ?? '') : (outputs[0] ?? '') })

it.each<[string, string[], RunSnippet, string[]]>([
  ['nothing in a sound question', ['2\n'], prints('1\n'), []],
  [
    'a wrong output that is right but for spaces',
    ['1  '],
    prints('1\n'),
    ['A wrong output of q is what the code prints.'],
  ],
  ['wrong outputs that are the same', ['2', '2 '], prints('1\n'), ['Two wrong outputs of q are the same.']],
  ['code that prints nothing', ['2'], prints('\n'), ['The code of q prints nothing.']],
  ['code that depends on chance', ['2'], prints('1', '3'), ['The code of q prints something else each time.']],
  [
    'code that throws at once',
    ['2'],
    async () => ({ status: 'threw', output: '', error: 'x\nTypeError: no\n' }),
    ['The code of q ends in an error before it prints: TypeError: no.'],
  ],
  [
    'nothing in code that throws after it printed',
    ['2'],
    async () => ({ status: 'threw', output: '1', error: '' }),
    [],
  ],
  [
    'code that does not end',
    ['2'],
    async () => ({ status: 'timed-out', afterMs: 5000 }),
    ['The code of q did not end within 5 s.'],
  ],
])('finds %s', async (_what, wrong, run, messages) => {
  expect(await messagesFor(predict(wrong), run)).toEqual(messages)
})

it('finds two questions of one id', async () => {
  expect(await messagesFor(choice('a', 'yes', 'no!') + choice('a', 'yes', 'no!'), prints('1'))).toEqual([
    'The question a is there twice.',
  ])
})

it('warns when the longest option is always right', async () => {
  const easy = choice('a', 'the long one', 'short') + choice('b', 'the long one', 'short') + choice('c', 'long', 's')
  expect(await messagesFor(easy, prints('1'))).toEqual(['The right option is the longest in every question.'])
  expect(await messagesFor(easy + choice('d', 's', 'long'), prints('1'))).toEqual([])
})
