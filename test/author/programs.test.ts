import { join } from 'node:path'
import { expect, it } from 'vitest'
import { programRunner, provePrograms, readPrograms } from '../../src/author/programs.ts'
import type { SnippetResult } from '../../src/engine/quiz/run-snippet.ts'

const packageRoot = join(import.meta.dirname, '../..')

const lesson = (output: string) => `Text.\n\n\`\`\`js\nrun()\n\`\`\`\n\n\`\`\`text\n${output}\n\`\`\`\n`

async function faults(markdown: string, printed: string | SnippetResult): Promise<string[]> {
  const result: SnippetResult = typeof printed === 'string' ? { status: 'printed', output: printed } : printed
  const findings = await provePrograms('lesson.md', readPrograms(markdown), async () => result)
  return findings.map(({ message }) => message)
}

it('takes a js block for a program when its output stands directly behind it', () => {
  expect(readPrograms(lesson('one'), 10)).toEqual([{ code: 'run()', output: 'one', line: 12 }])
})

it.each([
  ['a sentence stands between', '```js\nrun()\n```\n\nOne run printed:\n\n```text\none\n```\n'],
  ['a figure follows on no program', '```text\none\n```\n'],
  ['the code is only shown', '```ts\nrun()\n```\n\n```text\none\n```\n'],
])('runs nothing where %s', (_where, markdown) => {
  expect(readPrograms(markdown)).toEqual([])
})

it.each([
  ['the same', 'one\ntwo', 'one\ntwo\n'],
  ['other times', 'bcrypt    61 ms, 3.5 s', 'bcrypt  1240 ms, 12 s'],
  ['other sizes and shares', '11 kB, 40 %, 1.5MB', '9.25 kB, 5 %, 30MB'],
  ['spaces at the ends of lines', 'one  \ntwo', 'one\ntwo'],
])('has nothing against %s', async (_what, says, printed) => {
  expect(await faults(lesson(says), printed)).toEqual([])
})

it.each([
  ['another number', 'orders: 2', 'orders: 1', 'prints "orders: 1" where the lesson says "orders: 2"'],
  ['less', 'one\ntwo', 'one', 'prints "" where the lesson says "two"'],
  ['more', 'one', 'one\ntwo', 'prints more: "two"'],
])('names the first line where a program prints %s', async (_what, says, printed, fault) => {
  expect(await faults(lesson(says), printed)).toEqual([`the program ${fault}`])
})

it('judges what a program printed before it threw, and says when it does not end', async () => {
  expect(await faults(lesson('one'), { status: 'threw', output: 'one', error: 'Error: on purpose' })).toEqual([])
  expect(await faults(lesson('one'), { status: 'timed-out', afterMs: 20_000 })).toEqual([
    'the program does not end within 20 s',
  ])
})

it('runs them with the packages of the course', { timeout: 240_000 }, async () => {
  const markdown = [
    lesson('function').replace('run()', "import express from 'express'\nconsole.log(typeof express)"),
    lesson('3').replace('run()', 'console.log(1 + 1)'),
  ].join('\n')
  const run = programRunner({ signal: new AbortController().signal, packageRoot })
  expect(await provePrograms('lesson.md', readPrograms(markdown), run)).toEqual([
    { level: 'warning', file: 'lesson.md', line: 14, message: 'the program prints "2" where the lesson says "3"' },
  ])
})
