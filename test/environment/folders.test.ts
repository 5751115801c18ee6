/** Right answers in folders with odd names, and beside odd files: judged as anywhere else. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, runCourse } from '../fixtures/cli.ts'
import { ADDING, judgeMany, SERVING } from '../fixtures/many.ts'
import { course, PROJECT_COURSE, replaceFiles, workbookWith } from '../projects/workbook.ts'

const onWindows = process.platform === 'win32'
/** All that is odd in two names; Windows allows only some of it. */
const names = ["c# per%41cent it's (a) {b} ünï 日本", ...(onWindows ? [] : ['what? back\\slash a:b "quoted" $HOME'])]

const ADD = 'export const add = (a: number, b: number): number => a + b\n'
const THROWS = "type Sum = number\n\nexport const add = (): Sum => {\n  throw new Error('x')\n}\n"
const PING = `import express from 'express'
import { pong } from './text.js'
export function buildApp() {
  const app = express()
  app.get('/ping', (_, response) => { response.type('text').send(pong) })
  return app
}
`

describe.each(names)('in a folder named %s', (name) => {
  const folderIn = (what: string): string => {
    const cwd = join(temporaryFolder(what), name)
    mkdirSync(cwd, { recursive: true })
    return cwd
  }

  it('a function is judged, and one that throws is shown with its line', async () => {
    const [right, wrong] = await judgeMany([ADD, THROWS], ADDING, { cwd: folderIn('module') })
    expect(right).toMatchObject({ status: 'passed' })
    expect(wrong.checks[0]).toMatchObject({ message: 'x', frame: { file: 'answer-2.ts', line: 4 } })
  })

  it('a server of two files is judged', async () => {
    const cwd = folderIn('server')
    mkdirSync(join(cwd, 'workbook', '01-adding'), { recursive: true })
    writeFileSync(join(cwd, 'workbook', '01-adding', 'text.ts'), "export const pong = 'pong'\n")
    const [verdict] = await judgeMany([PING], SERVING, { cwd })
    expect(verdict).toMatchObject({ status: 'passed' })
  })

  it('a project is judged', async () => {
    const cwd = folderIn('project')
    const project = join(cwd, 'workbook', '01-notes', 'notes-api')
    mkdirSync(join(cwd, 'workbook', '.course'), { recursive: true })
    cpSync(join(PROJECT_COURSE, 'solutions', '01-notes', 'notes-api'), project, { recursive: true })
    expect((await course({ cwd }, ['check', '1'])).code).toBe(0)
  })
})

/** A copy of this package, with the packages of this one, in a folder of this name. */
function checkoutIn(name: string): string {
  const root = join(temporaryFolder('checkout'), name)
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(COURSE_BIN, '..', '..', part), join(root, part), { recursive: true })
  }
  symlinkSync(join(COURSE_BIN, '..', '..', 'node_modules'), join(root, 'node_modules'))
  return join(root, 'bin', 'course.cjs')
}

describe.skipIf(onWindows)('a checkout', () => {
  it('in a folder with an odd name judges functions, servers and projects', async () => {
    const bin = checkoutIn("c# what? per%41cent it's (a)")
    const [sum] = await judgeMany([ADD], ADDING, { bin })
    const [server] = await judgeMany(
      [
        PING.replace("'./text.js'", "'node:os'")
          .replace('{ pong }', '{ EOL }')
          .replace('send(pong)', "send('pong' + EOL.trim())"),
      ],
      SERVING,
      { bin },
    )
    const project = await course(workbookWith(), ['check', '1'], { bin })
    expect([sum.status, server.status, project.code]).toEqual(['passed', 'passed', 0])
  })

  it('in a folder with a backslash, where Node.js loads no packages, says so', async () => {
    const { code, stderr } = await runCourse(['progress'], { bin: checkoutIn('back\\slash') })
    expect(code).toBe(2)
    expect(stderr).toMatch(/backslash in its path.*Move it to a folder without one/)
  })
})

describe.skipIf(onWindows)('a project folder', () => {
  it('may hold links that lead back, links to nowhere and pipes', async () => {
    const place = workbookWith()
    symlinkSync('.', join(place.project, 'loop'))
    symlinkSync('itself', join(place.project, 'itself'))
    symlinkSync('nowhere', join(place.project, 'src', 'gone.ts'))
    execFileSync('mkfifo', [join(place.project, 'src', 'pipe.ts')])
    expect((await course(place, ['check', '1'])).code).toBe(0)
    expect((await course(place, ['solution', '1/notes-api', '--diff', '--yes'])).code).toBe(0)
    expect((await course(place, ['reset', '1/notes-api'])).code).toBe(0)
  })

  it('may hold a server that listens on ::1 alone', async () => {
    const place = workbookWith()
    replaceFiles(place, {
      'src/server.ts': `import { createServer } from 'node:http'
import { listener } from './app.ts'
const server = createServer(listener).listen(Number(process.env.PORT), '::1')
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`,
    })
    const { code, stdout } = await course(place, ['check', '1'])
    expect(stdout).toContain('100 of 100 points')
    expect(code).toBe(0)
  })

  it.each([
    ['a pipe', (file: string) => execFileSync('mkfifo', [file]), /is not a file/],
    ['a link to itself', (file: string) => symlinkSync('add.ts', file), /is a link that leads nowhere/],
  ])('an exercise that is %s is told, with what to do', async (_, make, says) => {
    const cwd = temporaryFolder('odd')
    mkdirSync(join(cwd, 'workbook', '01-adding'), { recursive: true })
    mkdirSync(join(cwd, 'workbook', '.course'))
    make(join(cwd, 'workbook', '01-adding', 'add.ts'))
    const { code, stdout } = await runCourse(['check', '1/add', '--json'], { cwd })
    expect(code).toBe(1)
    expect(JSON.parse(stdout).message).toMatch(says)
    expect(JSON.parse(stdout).message).toContain('course reset 1/add')
  })
})
