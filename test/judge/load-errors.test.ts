/** What a learner is told of code that does not load, through the real command line. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeCourse, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const ADD = 'export const add = (a: number, b: number) => a + b\n'

describe('a module that does not load', () => {
  it.each([
    ['a syntax error', 'export function add(a: number {\n}\n', /Syntax error: Expected/, 1],
    ['an export that went missing', 'export const sum = 1\n', /does not export add/, undefined],
    ['an error at import', `${ADD}\nthrow new TypeError('not today')\n`, /TypeError: not today/, 3],
    ['an import of a file that is not there', `import './nope.ts'\n${ADD}`, /nope\.ts/, 1],
    ['an import of a package that is not there', `import 'no-such-package-here'\n${ADD}`, /no-such-package-here/, 1],
    ['an empty file', ' \n', /is empty/, undefined],
    ['a binary file', 'a\0b', /binary file/, undefined],
    ['a file far too large', `// ${'x'.repeat(50_000_000)}`, /48 MB/, undefined],
  ])('%s is told with its line', async (_, code, says, line) => {
    const verdict = await verdictOn('01-adding/add.ts', '1/add', code)
    expect(verdict).toMatchObject({ status: 'crashed', phase: 'load', message: expect.stringMatching(says) })
    expect(verdict.frame?.line).toBe(line)
    for (const check of verdict.checks) expect(check.status).toBe('not-run')
  })

  it('names one missing export in the singular, and several in the plural', async () => {
    const starter = 'export const add = () => 0\nexport const addAll = () => 0\n'
    const course = makeCourse(temporaryFolder('two'), { 'exercises/01-adding/add.ts': starter })
    const said = async (code: string) => (await verdictOn('01-adding/add.ts', '1/add', code, course)).message
    expect(await said(ADD)).toMatch(
      /does not export addAll\. The checks call it by that name: put “export” before it\.$/,
    )
    expect(await said('export const sum = 1\n')).toMatch(
      /does not export add and addAll\. The checks call them by these names: put “export” before each\.$/,
    )
  })

  it('says that the file is gone, and how to get the starter', async () => {
    const cwd = temporaryFolder('gone')
    mkdirSync(join(cwd, 'workbook', '01-adding', 'add.ts'), { recursive: true })
    mkdirSync(join(cwd, 'workbook', '.course'))
    const { stdout } = await runCourse(['check', '1/add', '--json'], { cwd })
    expect(JSON.parse(stdout).message).toMatch(/is not a file.*course reset 1\/add/)
  })
})

describe('a server that does not load', () => {
  it.each([
    ['a syntax error', 'export function buildApp(a: number {\n}\n', /Syntax error/, 1],
    [
      'an error in buildApp',
      'export function buildApp() {\n  throw new RangeError("no room")\n}\n',
      /RangeError: no room/,
      2,
    ],
  ])('%s is told with its line', async (_, code, says, line) => {
    const verdict = await verdictOn('02-serving/ping.ts', '2/ping', code)
    expect(verdict).toMatchObject({ status: 'crashed', phase: 'load', message: expect.stringMatching(says) })
    expect(verdict.frame?.line).toBe(line)
  })
})

describe('a check that fails', () => {
  it('shows the input, what was expected and received, and where to read', async () => {
    const verdict = await verdictOn('01-adding/add.ts', '1/add', ADD.replace('+', '-'))
    expect(verdict.checks[0]).toMatchObject({
      title: 'adds two numbers',
      status: 'failed',
      given: 'add(2, 3)',
      expected: '5',
      received: '-1',
      read: 'what-plus-does',
    })
  })

  it("shows the line of the learner's own that threw", async () => {
    const code = `function deep(): number {\n  throw new Error('deep')\n}\n${ADD.replace('a + b', 'deep()')}`
    const verdict = await verdictOn('01-adding/add.ts', '1/add', code)
    expect(verdict.checks[0].frame).toMatchObject({ file: 'add.ts', line: 2 })
  })
})

// biome-ignore lint/suspicious/noExplicitAny: JSON of a shape that the assertions pin down
async function verdictOn(path: string, ref: string, code: string, course = TINY_COURSE): Promise<any> {
  const cwd = temporaryFolder('load')
  const file = join(cwd, 'workbook', path)
  mkdirSync(join(file, '..'), { recursive: true })
  mkdirSync(join(cwd, 'workbook', '.course'))
  writeFileSync(file, code)
  const { stdout, code: exit } = await runCourse(['check', ref, '--json'], { cwd, env: { COURSE_COURSE: course } })
  expect(exit).toBe(1)
  return JSON.parse(stdout)
}
