/** Wrong answers that try to look right, through the real command line: none passes, and the verdict says what was changed. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ADDING, type JudgedAnswer, judgeMany, type Room } from '../fixtures/many.ts'

const WRONG = 'export const add = (_a: number, _b: number): any => '
const ZERO = `${WRONG}0\n`

/** What is returned is compared as data, whatever it says of itself. */
const pretending: [name: string, code: string][] = [
  ['a value that calls itself a matcher', `${WRONG}({ asymmetricMatch: () => true })`],
  [
    'an object of a class of matchers',
    `class Any { $$typeof = Symbol.for('jest.asymmetricMatcher'); asymmetricMatch() { return true } }\n${WRONG}new Any()`,
  ],
  ['a matcher deep inside', `${WRONG}[{ value: { asymmetricMatch: () => true } }]`],
  [
    'an object that calls itself a string which contains everything',
    `${WRONG}({ [Symbol.toStringTag]: 'String', includes: () => true, match: () => true })`,
  ],
  [
    'an error whose message contains everything',
    `${WRONG}{ throw { message: { indexOf: () => 0, includes: () => true } } }`,
  ],
]

/** Checks of as many matchers as meet such values. */
const MEETING: Room = {
  ...ADDING,
  checks: `import { check, expect } from 'backend-workbook/check'
import { add } from '../../exercises/01-adding/$ID.ts'

const result = () => { try { return add(2, 3) } catch { return undefined } }

check('is 5', { read: 'what-plus-does' }, () => expect(result(), 'add(2, 3)').toEqual(5))

check('is strictly 5', { read: 'what-plus-does' }, () => expect(result(), 'add(2, 3)').toStrictEqual(5))

check('matches 5', { read: 'what-plus-does' }, () => expect({ sum: result() }, 'add(2, 3)').toMatchObject({ sum: 5 }))

check('holds 5', { read: 'what-plus-does' }, () => expect([result()], 'add(2, 3)').toContainEqual(5))

check('is one of 5', { read: 'what-plus-does' }, () => expect(result(), 'add(2, 3)').toBeOneOf([5]))

check('holds the value 5', { read: 'what-plus-does' }, () => expect(result(), 'add(2, 3)').toEqual([{ value: 5 }]))

check('says five', { read: 'what-plus-does' }, () => expect(result(), 'add(2, 3)').toEqual(expect.stringContaining('five')))

check('is like five', { read: 'what-plus-does' }, () => expect(result(), 'add(2, 3)').toMatch('five'))

check('complains', { read: 'what-plus-does' }, () => expect(() => add(2, 3), 'add(2, 3)').toThrow('not five'))
`,
}

const FIND = "const tool: any = Reflect.get(globalThis, Symbol.for('expect-global'))\n"
const JEST = "const tool: any = Reflect.get(globalThis, Symbol.for('$$jest-matchers-object'))\n"
const LIAR = "toBe: () => ({ pass: true, message: () => '' })"

const changes: [name: string, code: string, said: RegExp][] = [
  ['matchers of the library that is found', `${ZERO}${FIND}tool.extend({ ${LIAR} })`, /assertion library/],
  [
    'matchers of the library, as Jest keeps them',
    `${ZERO}${JEST}tool.matchers.toBe = () => ({ pass: true })`,
    /assertion library/,
  ],
  ['a tester of its own', `${ZERO}${JEST}tool.customEqualityTesters.push(() => true)`, /assertion library/],
  [
    'the place of the library',
    `${ZERO}Reflect.set(globalThis, Symbol.for('$$jest-matchers-object'), {})`,
    /jest-matchers-object/,
  ],
  ['a matcher that is taken out of the library', `${FIND}${WRONG}tool.anything()`, /assertion library/],
  [
    'what finds an entry',
    `${ZERO}Array.prototype.find = (() => undefined) as never\nObject.is = () => true`,
    /was replaced/,
  ],
  [
    'what every loop asks',
    `${ZERO}Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true })`,
    /Iterator\.prototype/,
  ],
  [
    'what tells of properties',
    `${ZERO}const get = Object.getOwnPropertyDescriptor\nObject.getOwnPropertyDescriptor = (owner, key) => get(owner, key)`,
    /getOwnPropertyDescriptor/,
  ],
  [
    'what writes JSON',
    `${ZERO}const write = JSON.stringify\nJSON.stringify = ((value: any) => write(value)?.replace('failed', 'passed')) as never`,
    /JSON\.stringify/,
  ],
  [
    'how everything is written as JSON',
    `${ZERO}Object.defineProperty(Object.prototype, 'toJSON', { configurable: true, value(this: any) { return { ...this, type: 'passed' } } })`,
    /Object\.prototype/,
  ],
  ['what calls functions', `${ZERO}Function.prototype.apply = (() => true) as never`, /apply|no longer fails/],
  [
    'what calls functions, and puts it back',
    `export const add = (): number => { const { is } = Object; Object.is = () => true; setTimeout(() => { Object.is = is }, 0); return 0 }`,
    /Object\.is/,
  ],
  [
    'what names the kind of a value, and puts it back',
    `export const add = (): any => { const { toString } = Object.prototype; Object.prototype.toString = () => '[object Date]'; setTimeout(() => { Object.prototype.toString = toString }, 0); return {} }`,
    /toString/,
  ],
]

const refused: [name: string, code: string][] = [
  [
    'the tool of the checks, by a name that is put together',
    `${ZERO}const tool: any = await import('backend' + '-workbook/check')\ntool.expect.extend({ ${LIAR} })`,
  ],
  [
    'its assertion library, by a name that is put together',
    `${ZERO}const tool: any = await import('vi' + 'test')\ntool.expect.extend({ ${LIAR} })`,
  ],
  [
    'a module that was handed to the checks',
    `${ZERO}const tool: any = await import('course:' + 'vitest')\ntool.expect.extend({ ${LIAR} })`,
  ],
]

describe('a result that pretends', () => {
  let verdicts: JudgedAnswer[] = []
  beforeAll(async () => {
    verdicts = await judgeMany(
      pretending.map(([, code]) => code),
      MEETING,
    )
  }, 60_000)

  it.each(pretending.map(([name], index) => ({ name, index })))('$name fails every check', ({ index }) => {
    const { status, checks } = verdicts[index]
    expect(status).toBe('failed')
    expect(checks.filter((check: { status: string }) => check.status !== 'failed')).toEqual([])
  })
})

describe('code that changes', () => {
  let verdicts: JudgedAnswer[] = []
  beforeAll(async () => {
    verdicts = await judgeMany(
      [...changes, ...refused].map(([, code]) => code),
      ADDING,
    )
  }, 60_000)

  it.each(changes.map(([name, , said], index) => ({ name, said, index })))('$name is seen', ({ said, index }) => {
    expect(verdicts[index]).toMatchObject({ status: 'tampered', message: expect.stringMatching(said) })
  })

  it.each(refused.map(([name], index) => ({ name, index })))('$name is not let in', ({ index }) => {
    const { status, message } = verdicts[changes.length + index]
    expect(status).toBe('crashed')
    expect(message).toMatch(/An exercise cannot import|There is no module|protocol/)
  })
})
