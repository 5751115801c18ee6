import { expect, it } from 'vitest'
import { readWording } from '../../src/author/sentences.ts'
import { proveWording } from '../../src/author/wording.ts'
import type { Exercise } from '../../src/engine/course/model.ts'

const exercises = [{ id: 'chain' }] as Exercise[]
const found = (markdown: string) =>
  proveWording('lesson.md', exercises, readWording(markdown)).map(({ message }) => message)

const words = (count: number) => `${'word '.repeat(count - 1)}word.`

it('warns of a sentence of more than 32 words, and of none that is shorter', () => {
  expect(found(`${words(32)} Then.`)).toEqual([])
  expect(found(words(33))).toEqual([`33 words in a sentence: ${words(33)}`])
})

it.each(['Who dies finds a part.', 'Whoever asks waits.', '**What** you see is old.', '"Whatever comes is kept."'])(
  'warns of %s',
  (sentence) => {
    expect(found(`All is well. ${sentence}`)).toHaveLength(1)
  },
)

it.each([
  'What does it print?',
  '*Who has to see it?* Then go first.',
  'Whole files are read.',
  'Ask who it is.',
  'This is what it prints.',
])('has nothing against %s', (sentence) => {
  expect(found(sentence)).toEqual([])
})

it('warns of a section without code, but not of an exercise', () => {
  const code = '```js\nrun()\n```'
  const lesson = [
    'Opening.',
    '## Talk {#talk}',
    '## Shown {#shown}',
    code,
    '## The chain {#chain}',
    '## Exercises {#all}',
  ]
  expect(found(lesson.join('\n\n'))).toEqual(['no code to run in the section "Talk"'])
})

it('gives warnings in the order of their lines, and never an error', () => {
  const findings = proveWording('lesson.md', [], readWording(`## One {#one}\n\nWho knows.\n\n## Two {#two}\n`))
  expect(findings.map(({ level, line }) => [level, line])).toEqual([
    ['warning', 1],
    ['warning', 3],
    ['warning', 5],
  ])
})
