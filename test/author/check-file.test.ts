import { expect, it } from 'vitest'
import { readCheckFile } from '../../src/author/check-file.ts'

const messages = (source: string) => readCheckFile('checks/a.check.ts', source).findings.map(({ message }) => message)
const good = (title: string) => `check('${title}', { read: 'a' }, () => {})\n`

it('reads titles and sections, and finds nothing wrong with good checks', () => {
  const { checks, findings } = readCheckFile('a.check.ts', `import { check } from 'x'\n${good('adds')}${good('takes')}`)
  expect(checks.map(({ title }) => title)).toEqual(['adds', 'takes'])
  expect(findings).toEqual([])
})

it('is not misled by words in comments and texts', () => {
  expect(messages(`// check(it) test(that)\nconst text = 'check(1)'\n${good('adds')}`)).toEqual([])
})

it.each([
  ['two checks of one title', good('adds') + good('adds'), 'Two checks are called "adds".'],
  ['a title that is no literal', `${good('adds')}check(title, { read: 'a' }, () => {})\n`, 'It calls check() 2 times'],
  [
    'a check in a loop',
    `for (const n of [1]) {\n  check('x', { read: 'a' }, () => {})\n}\n`,
    'It calls check() 1 times',
  ],
  ['other tests', `${good('adds')}test('x', () => {})\n`, 'Only check() belongs here.'],
  ['hooks', `${good('adds')}beforeEach(() => {})\n`, 'Only check() belongs here.'],
  ['no section to read', `check('adds', { read: '' }, () => {})\n`, '"adds" names no section to read.'],
  ['no checks', 'export {}\n', 'It has no checks.'],
])('refuses %s', (_what, source, message) => {
  expect(messages(source)).toContainEqual(expect.stringContaining(message))
})
