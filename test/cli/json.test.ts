import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { commands } from '../../src/command-table.ts'
import { jsonShapes } from '../../src/json-shapes/shapes.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'
import { hear } from '../fixtures/heard.ts'
import { FENCED } from '../grading/fenced.ts'

const SCHEMAS = join(import.meta.dirname, '../../schema/json')
const WITH_JSON = commands.filter(({ flags = [] }) => flags.some(([flag]) => flag === '--json'))
const NAMES = WITH_JSON.map(({ usage }) => usage.split(' ')[0] ?? '')

/** A learner who has passed 1/add, not 1/total, and a server that throws. */
function learnersFolder(): string {
  const cwd = temporaryFolder('json')
  for (const folder of ['.course', '01-adding', '02-serving', 'review/01-adding']) {
    mkdirSync(join(cwd, 'workbook', folder), { recursive: true })
  }
  writeFileSync(join(cwd, 'workbook/01-adding/add.ts'), 'export const add = (a: number, b: number): number => a + b\n')
  writeFileSync(join(cwd, 'try.mjs'), 'setTimeout(() => console.log(1), 1)\n')
  writeFileSync(join(cwd, 'throws.mjs'), "throw new Error('no')\n")
  writeFileSync(join(cwd, 'workbook/review/01-adding/add.ts'), 'export const add = (a: number, b: number) => b + a\n')
  writeFileSync(join(cwd, 'workbook/01-adding/total.ts'), 'console.log(4)\nexport const total = (): number => 4\n')
  writeFileSync(join(cwd, 'workbook/02-serving/ping.ts'), "throw new Error('not today')\n")
  return cwd
}

/** What each command is asked, one call after the other: together, every answer that it knows. */
const CALLS: Record<string, string[][]> = {
  check: [
    ['check', '1/add'],
    ['check', '1'],
    ['check', '2/ping'],
  ],
  trace: [
    ['trace', 'try.mjs'],
    ['trace', 'throws.mjs'],
  ],
  quiz: [
    ['quiz', '1'],
    ['quiz', '1', '--answer', 'typed-sum=9'],
  ],
  review: [['review'], ['review', '1/add'], ['review', '1/add']],
  search: [
    ['search', 'plus'],
    ['search', 'zzzzzzzzzz'],
  ],
  note: [['note', '1', 'joins'], ['note', '1', '--edit', '1', 'adds'], ['note']],
  bench: [['bench', '2', '--seconds', '0.1']],
  progress: [['progress'], ['progress', '--roadmap']],
  pace: [['pace'], ['pace', '--days-a-week', '5']],
  certificate: [['certificate'], ['certificate', 'verify', 'workbook/certificate.json']],
  report: [['report']],
  share: [['share', '1']],
  list: [['list'], ['list', '1']],
  export: [['export', 'a.zip']],
  import: [['import', 'moved.zip']],
  undo: [['undo']],
  doctor: [['doctor'], ['doctor', '--install', 'redis'], ['doctor', '--install', 'packages']],
  author: [
    ['author', 'check', '1', '--skip-mistakes'],
    ['author', 'insight', 'workbook', 'try.mjs', '--html', 'insight.html'],
  ],
  grade: [['grade', 'workbook', ...FENCED]],
}

/** How each fails, and with which code. */
const FAILURES: Record<string, [args: string[], code: string][]> = {
  check: [
    [['check', '9/nothing'], 'not-found'],
    [['check', '--wrong'], 'usage'],
  ],
  trace: [
    [['trace', 'none.mjs'], 'not-found'],
    [['trace', 'try.mjs', '--seconds', 'x'], 'usage'],
  ],
  quiz: [
    [['quiz', '1', '--answer', 'sum'], 'usage'],
    [['quiz', '1', '--answer', 'none=1'], 'not-found'],
  ],
  review: [
    [['review', 'me'], 'not-found'],
    [['review', '1/add'], 'not-yet'],
  ],
  search: [[['search'], 'usage']],
  note: [
    [['note', '99', 'x'], 'not-found'],
    [['note', '1', '--delete', '4'], 'not-found'],
    [['note', '--delete', '1'], 'usage'],
  ],
  bench: [
    [['bench', '2', '--seconds', 'many'], 'usage'],
    [['bench', '1'], 'could-not-run'],
  ],
  progress: [[['progress', '--workbook', COURSE_BIN], 'could-not-run']],
  pace: [[['pace', '--days-a-week', '9'], 'usage']],
  certificate: [
    [['certificate', 'verify', 'none.json'], 'not-found'],
    [['certificate'], 'not-yet'],
  ],
  report: [[['report'], 'not-yet']],
  share: [
    [['share', '1'], 'not-yet'],
    [['share', '99'], 'not-found'],
  ],
  list: [[['list', '99'], 'not-found']],
  export: [[['export'], 'could-not-run']],
  import: [[['import', 'none.zip'], 'not-found']],
  undo: [[['undo'], 'could-not-run']],
  doctor: [[['doctor', '--install', 'nothing'], 'usage']],
  grade: [
    [['grade', 'nowhere'], 'not-found'],
    [['grade', 'worker'], 'usage'],
  ],
  author: [
    [['author', 'new', '--json'], 'usage'],
    [['author', 'check', '99'], 'not-found'],
    [['author', 'insight'], 'usage'],
    [['author', 'insight', 'none.json'], 'not-found'],
  ],
}

it('every command that takes --json has a shape, and what it is asked here', () => {
  expect(Object.keys(jsonShapes).sort()).toEqual(NAMES.toSorted())
  expect(Object.keys(CALLS).sort()).toEqual(NAMES.toSorted())
  expect(Object.keys(FAILURES).sort()).toEqual(NAMES.toSorted())
})

it.each(NAMES)('course %s --json prints what its published schema says, and no key beyond it', async (name) => {
  const cwd = learnersFolder()
  if (name !== 'check') await runCourse(['check', '1/add'], { cwd })
  if (name === 'import') await runCourse(['export', 'moved.zip'], { cwd })
  if (name === 'undo') await runCourse(['reset', '1/add'], { cwd })
  for (const args of CALLS[name] ?? []) {
    const { code, stdout, stderr } = await runCourse([...args, '--json'], { cwd })
    expect([0, 1], `${args.join(' ')}: ${stdout}${stderr}`).toContain(code)
    const printed = JSON.parse(stdout)
    expect(printed).toMatchObject({ version: 1 })
    expect(printed).not.toHaveProperty('error')
    expect(complaints(name, printed), args.join(' ')).toEqual([])
  }
})

it.each(NAMES)('course %s --json says what went wrong as JSON, too, and nothing on stderr', async (name) => {
  const cwd = temporaryFolder('json')
  for (const [args, code] of FAILURES[name] ?? []) {
    const ran = await runCourse([...args, '--json'], { cwd })
    expect(ran, args.join(' ')).toMatchObject({ code: code === 'not-yet' ? 1 : 2, stderr: '' })
    const printed = JSON.parse(ran.stdout)
    expect(printed).toEqual({
      version: 1,
      error: { code, message: expect.stringMatching(/./), hint: expect.stringMatching(/./) },
    })
    expect(complaints(name, printed)).toEqual([])
  }
})

it('a word that is no command is named in JSON with the nearest, and so is a flag that there is not', async () => {
  const { code, stdout } = await runCourse(['chekc', '--json'])
  expect(code).toBe(2)
  expect(JSON.parse(stdout).error).toEqual({
    code: 'usage',
    message: 'There is no command "chekc".',
    hint: 'Did you mean course check?',
  })
  const flag = JSON.parse((await runCourse(['day', '1', '--json'])).stdout)
  expect(flag.error).toMatchObject({ code: 'usage', message: "unknown option '--json'" })
})

it.skipIf(process.platform === 'win32').each([[['--json']], [[]]])(
  'course check %j that is interrupted says so, and that nothing was recorded',
  async (flags) => {
    const course = makeCourse(temporaryFolder('slow'))
    const cwd = learnersFolder()
    writeFileSync(
      join(cwd, 'workbook/01-adding/add.ts'),
      "import { writeFileSync } from 'node:fs'\nwriteFileSync(process.env['MARK'] ?? '', '')\nawait new Promise((resolve) => setTimeout(resolve, 2500))\nexport const add = () => 0\n",
    )
    const mark = join(cwd, 'mark')
    const env = courseEnv({ COURSE_COURSE: course, MARK: mark })
    const child = spawn(process.execPath, [COURSE_BIN, 'check', '1/add', ...flags], { cwd, env, stdio: 'pipe' })
    const said = hear(child)
    await expect.poll(() => isThere(mark)).toBe(true)
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130)
    const message = 'Interrupted before there was a verdict. Nothing was recorded.'
    if (flags.length === 0) expect(said.stderr).toContain(`${message}\n`)
    else expect(JSON.parse(said.stdout).error).toMatchObject({ code: 'interrupted', message })
    expect(isThere(join(cwd, 'workbook/progress.json'))).toBe(false)
  },
)

function isThere(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}

/** What a strict reader of the schema objects to: scripts may meet more keys later, and today each has to be described. */
function complaints(name: string, printed: unknown): string[] {
  const schema = JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8'), (_, value) =>
    value?.type === 'object' && value.properties ? { ...value, additionalProperties: false } : value,
  )
  const ajv = new Ajv({ allErrors: true, strictTuples: false })
  const fits = ajv.compile(schema)
  return fits(printed)
    ? []
    : (fits.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      )
}
