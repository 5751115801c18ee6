import { expect, it } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { parseHead, splitComment } from '../../src/engine/mistakes/head.ts'
import { readMistakes } from '../../src/engine/mistakes/list.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'

const HEADER = `/* mistake
wrong: It awaits each item.
why: A loop reads like that.
fails:
  - starts as many as the limit allows
  - 'says "no": twice'
*/
export const x = 1
`

const parseMistake = (source: string) => {
  const described = splitComment(source)
  return described && parseHead(described)
}

it('reads the comment that opens a wrong answer', () => {
  expect(parseMistake(HEADER)).toEqual({
    wrong: 'It awaits each item.',
    why: 'A loop reads like that.',
    fails: ['starts as many as the limit allows', 'says "no": twice'],
    status: 'failed',
  })
})

it.each([
  ['with Windows line endings', HEADER.replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\uFEFF${HEADER}`],
  ['indented', HEADER.replace(/^(?!\/\*|\*\/)/gm, '  ')],
])('reads it %s', (_how, source) => {
  expect(parseMistake(source)?.fails).toHaveLength(2)
})

it.each(['export const x = 1', '// mistake', '/* mistaken */', '', `const x = 1\n${HEADER}`])(
  'finds none in %j',
  (source) => {
    expect(parseMistake(source)).toBeUndefined()
  },
)

it('names the place of what is wrong in one', () => {
  expect(() => parseMistake('/* mistake\nwrong: x\nwhy: y\n*/')).toThrow('fails')
})

it('lists the wrong answers of an exercise, and says which cannot be read', () => {
  const root = makeCourse(temporaryFolder(), {
    'solutions/01-adding/mistakes/add': null,
    'solutions/01-adding/mistakes/add/loops.ts': HEADER,
    'solutions/01-adding/mistakes/add/nameless.ts': 'export const x = 1\n',
    'solutions/01-adding/mistakes/add/whole-folder/b.ts': HEADER,
    'solutions/01-adding/mistakes/add/notes.md': 'no',
  })
  const day = loadCourse(root).days[0]
  const exercise = day?.exercises.find(({ id }) => id === 'add')
  const found = day && exercise ? readMistakes({ root }, day, exercise) : []
  expect(found.map(({ name, status }) => [name, status])).toEqual([
    ['loops', 'described'],
    ['nameless', 'unreadable'],
    ['whole-folder', 'described'],
  ])
  expect(day && readMistakes({ root }, day, { id: 'nothing' })).toEqual([])
})
