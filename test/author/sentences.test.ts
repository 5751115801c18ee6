import { expect, it } from 'vitest'
import { readWording } from '../../src/author/sentences.ts'

const sentences = (markdown: string, firstLine?: number) => readWording(markdown, firstLine).sentences

it('reads sentences as a reader does: without marks, with the text of links and code', () => {
  expect(sentences('A **bold** word and [a link](https://example.org/a.b). Then `next()` runs.')).toEqual([
    { text: 'A bold word and a link.', words: 6, line: 1 },
    { text: 'Then next() runs.', words: 3, line: 1 },
  ])
})

it.each([
  ['full stops and spaces in code', 'Call `a.b. C(d, e)` once.', 3],
  ['version numbers', 'Express 5.3 runs on Node 20.', 6],
  ['marks that are no words', 'One – two.', 2],
])('counts the words of a sentence with %s', (_what, markdown, words) => {
  expect(sentences(markdown).map((sentence) => sentence.words)).toEqual([words])
})

it('begins a sentence with code', () => {
  expect(sentences('It ends. `next` goes on.').map(({ text }) => text)).toEqual(['It ends.', 'next goes on.'])
})

it('begins a sentence with a figure', () => {
  expect(sentences('It is 404. 405 comes next (see RFC 9110). 2 came first.').map(({ text }) => text)).toEqual([
    'It is 404.',
    '405 comes next (see RFC 9110).',
    '2 came first.',
  ])
})

it('knows the line of each, in paragraphs, lists and quotations', () => {
  const markdown = [
    'One goes',
    'on. Two.',
    '',
    '- Three.',
    '- Four',
    '  goes on. Five',
    '  - deeper: six.',
    '',
    '> Seven.',
    '> Eight.',
  ].join('\n')
  expect(sentences(markdown, 10).map(({ text, line }) => [line, text])).toEqual([
    [10, 'One goes on.'],
    [11, 'Two.'],
    [13, 'Three.'],
    [14, 'Four goes on.'],
    [15, 'Five'],
    [16, 'deeper: six.'],
    [18, 'Seven.'],
    [19, 'Eight.'],
  ])
})

it('counts the lines behind a link or code that goes over the end of one', () => {
  const markdown = 'See [a long\nlink](https://example.org) and `some\ncode` here. Next.'
  expect(sentences(markdown).map(({ line }) => line)).toEqual([1, 3])
})

it('takes headings, tables, code and HTML for no sentences', () => {
  const markdown =
    '## Who {#who}\n\n| Who | What |\n|---|---|\n| a | b |\n\n```js\n// What is this\n```\n\n<!-- Who -->\n'
  expect(sentences(markdown)).toEqual([])
})

it('knows which sections have code, wherever it stands, and that figures are none', () => {
  const markdown = [
    '```js\nopening()\n```',
    '## Plain {#plain}',
    '```text\na figure\n```',
    '## With',
    '1. First:\n\n   ```sql\n   SELECT 1\n   ```',
    '### Deeper',
    '## Last {#last}',
  ].join('\n\n')
  expect(readWording(markdown).sections).toEqual([
    { title: 'Plain', anchor: 'plain', line: 5, hasCode: false },
    { title: 'With', anchor: undefined, line: 11, hasCode: true },
    { title: 'Last', anchor: 'last', line: 21, hasCode: false },
  ])
})
