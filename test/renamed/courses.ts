/** The tiny course and a newer one, in which nothing is where it was: a day is new, the others have other numbers and names. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyFixture } from '../fixtures/build.ts'

const ROOMS = ['lessons', 'exercises', 'checks', 'solutions']

/** Days of another number: `counting` is 1, what was 1 is 2 and called `sums`, 2 is 3, and 3, which is coming, is 4. */
export function newerCourse(): string {
  const course = copyFixture()
  change(course, 'course.yaml', (plan) =>
    plan
      .replace('days: [1, 2]', 'days: [1, 2, 3]')
      .replace('days: [3]', 'days: [4]')
      .replace('    day: 2\n', '    day: 3\n')
      .replace('- day: 3\n', '- day: 4\n'),
  )
  moveDay(course, '02-serving', '03-serving')
  moveDay(course, '01-adding', '02-sums')
  addDay(course)
  moveExercise(course, { room: '02-sums', id: 'total' }, { room: '03-serving', id: 'sum-up' })
  renameExercise(course, '02-sums', 'add', 'plus')
  change(course, 'lessons/02-sums/lesson.md', (lesson) =>
    lesson
      .replace('day: 1\n', 'day: 2\naliases: [01-adding]\n')
      .replace(/ {2}- id: total\n[\s\S]*(?=---\nTwo numbers)/, '')
      .replace("  - { id: totals, text: 'The total of a list', evidence: [total] }\n", '')
      .replace('- id: add\n', '- id: plus\n    aliases: [add]\n')
      .replace(
        "{ id: sums, text: 'The sum of two numbers', evidence: [add,",
        "{ id: sums, aliases: [adding-two], text: 'The sum of two numbers', evidence: [plus,",
      )
      .replace('quiz:typed-sum', 'quiz:typed-total'),
  )
  change(course, 'lessons/02-sums/quiz.yaml', (quiz) =>
    quiz.replace('- id: typed-sum\n', '- id: typed-total\n    aliases: [typed-sum]\n'),
  )
  change(course, 'lessons/03-serving/lesson.md', (lesson) =>
    lesson
      .replace('day: 2\n', 'day: 3\naliases: [02-serving]\n')
      .replace('topics:\n', "topics:\n  - { id: totals, text: 'The total of a list', evidence: [sum-up] }\n")
      .replace(
        'exercises:\n',
        `exercises:
  - id: sum-up
    title: Add up a list
    minutes: 10
    hints: [Begin with nothing., Keep what you have so far., It is one call of reduce.]
    aliases: [01-adding/total, 01-adding/sum-of-list]
`,
      ),
  )
  return course
}

function moveDay(course: string, from: string, to: string): void {
  for (const room of ROOMS) renameSync(join(course, room, from), join(course, room, to))
  const checks = join(course, 'checks', to)
  for (const name of ['add', 'total']) {
    const file = join(checks, `${name}.check.ts`)
    if (existsSync(file)) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to))
  }
}

function addDay(course: string): void {
  write(
    course,
    'lessons/01-counting/lesson.md',
    `---
day: 1
title: Counting
minutes: 10
outcome: You can count.
topics:
  - { id: counts, text: 'Counting up', evidence: [count] }
  - { id: fast, text: 'What is fast', evidence: [bench] }
exercises:
  - id: count
    title: Count
    minutes: 5
    hints: [Begin with one., Add one., Give it back.]
---
Whoever adds has counted before. One comes first, then each number is one more than the number before it.

## One more {#one-more}

\`\`\`js
console.log(1 + 1)
\`\`\`
`,
  )
  write(course, 'lessons/01-counting/quiz.yaml', QUIZ)
  write(course, 'lessons/01-counting/bench.ts', readFileSync(join(course, 'lessons/03-serving/bench.ts'), 'utf8'))
  write(course, 'exercises/01-counting/count.ts', '/** One more. */\nexport const count = (n: number): number => n\n')
  write(course, 'solutions/01-counting/count.ts', 'export const count = (n: number): number => n + 1\n')
  write(
    course,
    'checks/01-counting/count.check.ts',
    `import { check, expect } from 'backend-workbook/check'
import { count } from '../../exercises/01-counting/count.ts'

check('counts one more', { read: 'one-more' }, () => {
  expect(count(1), 'count(1)').toBe(2)
})
`,
  )
}

const QUIZ = `questions:
  - id: first
    kind: predict
    prompt: What does this print? Type it.
    code: console.log(1)
    because: It is the first.
    read: one-more
`

function moveExercise(course: string, from: { room: string; id: string }, to: { room: string; id: string }): void {
  const move = (old: string, now: string) => {
    mkdirSync(dirname(join(course, now)), { recursive: true })
    cpSync(join(course, old), join(course, now), { recursive: true })
    rmSync(join(course, old), { recursive: true })
  }
  for (const room of ['exercises', 'solutions'])
    move(`${room}/${from.room}/${from.id}.ts`, `${room}/${to.room}/${to.id}.ts`)
  move(`checks/${from.room}/${from.id}.check.ts`, `checks/${to.room}/${to.id}.check.ts`)
  move(`solutions/${from.room}/mistakes/${from.id}`, `solutions/${to.room}/mistakes/${to.id}`)
  change(course, `checks/${to.room}/${to.id}.check.ts`, (text) =>
    text.replaceAll(`${from.room}/${from.id}.ts`, `${to.room}/${to.id}.ts`).replaceAll("'a-list'", "'a-listener'"),
  )
}

function renameExercise(course: string, room: string, from: string, to: string): void {
  moveExercise(course, { room, id: from }, { room, id: to })
}

export function change(course: string, path: string, work: (text: string) => string): void {
  const file = join(course, path)
  writeFileSync(file, work(readFileSync(file, 'utf8')))
}

function write(course: string, path: string, text: string): void {
  mkdirSync(dirname(join(course, path)), { recursive: true })
  writeFileSync(join(course, path), text)
}
