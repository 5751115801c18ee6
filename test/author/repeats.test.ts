import { expect, it } from 'vitest'
import { proveHints, proveSaidOnce } from '../../src/author/repeats.ts'
import { readWording } from '../../src/author/sentences.ts'

const lesson = (file: string, markdown: string) => ({ file, sentences: readWording(markdown).sentences })

it('finds a sentence that the course says in several places, once, whatever its marks are', () => {
  const findings = proveSaidOnce([
    lesson('one.md', 'This is a very powerful tool that you will use every day. Short ones may come back.'),
    lesson('two.md', 'Short ones may come back.\n\nThis is a **very powerful** tool, that you will use every day!'),
    lesson('three.md', 'This is a very powerful tool that you will use every day.'),
    lesson('four.md', 'This is a very powerful tool that you will use every week.'),
  ])
  expect(findings).toEqual([
    {
      level: 'warning',
      file: 'two.md',
      line: 3,
      message: expect.stringMatching(/^said in 3 places, first in one\.md:1: This is a very powerful tool/),
    },
  ])
})

it('finds a hint that says what an earlier one says', () => {
  const hints = ['Look at the types.', 'There is a method for it.', 'Look at the types!']
  expect(proveHints('lesson.md', { id: 'add', hints })).toMatchObject([
    { level: 'warning', file: 'lesson.md', message: 'Hint 3 of add says what hint 1 says.' },
  ])
  expect(proveHints('lesson.md', { id: 'add', hints: hints.slice(0, 2) })).toEqual([])
})
