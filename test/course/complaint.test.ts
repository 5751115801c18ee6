import { expect, it } from 'vitest'
import { parseYamlAs } from '../../src/engine/course/parse.ts'
import { lessonSchema } from '../../src/engine/course/schema.ts'

const LESSON = `day: 1
title: Adding
minutes: 20
outcome: You can add.
topics:
  - { id: sums, text: 'Sums', evidence: [add] }
exercises:
  - id: add
    title: Add
    minutes: 5
    hints: [a, b, c]
`

it.each([
  [
    'title: Adding',
    'title: Adding: and more',
    'line 2: there is a second ": " in this line: put the text that holds it into quotes',
  ],
  ['title: Adding', 'title: Adding\ntitle: again', 'line 3: this key is there twice: leave one out'],
  ['title: Adding', '\ttitle: Adding', 'line 2: a tab opens this line: indent with spaces'],
  ["text: 'Sums'", "text: 'Sums", 'line 12: a quote is opened and not closed'],
  ['[a, b, c]', '[a, b, c', 'line 12: a bracket is opened here or above, and not closed'],
  ['title: Adding', 'title: *adding', 'a text that begins with * is a reference in YAML: put it into quotes'],
  ['minutes: 20', 'minutes: soon', 'line 3: minutes: must be a number, and is "soon"'],
  ['minutes: 20', 'minutes: 1.5', 'line 3: minutes: must be a whole number, and is 1.5'],
  ['minutes: 20', 'minutes: 0', 'line 3: minutes: must be at least 1, and is 0'],
  ['minutes: 20\n', '', 'line 1: minutes: is missing'],
  ['evidence: [add]', 'evidence: add', 'line 6: topics.0.evidence: must be a list, and is "add"'],
  ['outcome:', 'outcom:', /outcom: is a key that nobody reads here: is it spelled right\?$/],
  [
    'minutes: 5',
    'minutes: 5\n    kind: sever',
    'line 11: exercises.0.kind: must be one of "project", "module", "server", and is "sever"',
  ],
  ['[a, b, c]', '[a]', /three hints at least/],
])('an author who writes %j as %j reads what is wrong in a sentence', (right, wrong, says) => {
  const message = typeof says === 'string' ? says : expect.stringMatching(says)
  expect(() => parseYamlAs(lessonSchema, LESSON.replace(right, wrong))).toThrow(expect.objectContaining({ message }))
})
