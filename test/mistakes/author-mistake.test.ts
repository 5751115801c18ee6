/** `course author mistake` and `course author mistakes`, as real processes on copies of the fixtures. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const ADD = 'solutions/01-adding/mistakes/add'

function author(root: string, ...args: string[]) {
  return runCourse(['author', ...args], { env: { COURSE_COURSE: root }, timeout: 240_000 })
}

/** A file outside of the course. */
function finished(text: string): string {
  const file = join(temporaryFolder('finished'), 'wrong.ts')
  writeFileSync(file, text)
  return file
}

const MINUS = 'export function add(a: number, b: number): number {\n  return a - b\n}\n'

it('writes a finished answer as its difference, with the checks that catch it', { timeout: 240_000 }, async () => {
  const root = copyFixture()
  const from = finished(MINUS)
  const said = ['--wrong', 'It subtracts.', '--why', 'The keys are next to each other.']
  const ran = await author(root, 'mistake', '1/add', 'takes-away', '--from', from, ...said)
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(ran.stdout).toContain(`Written: ${ADD}/takes-away.diff`)
  expect(readFileSync(join(root, ADD, 'takes-away.diff'), 'utf8')).toBe(`---
wrong: It subtracts.
why: The keys are next to each other.
fails:
  - adds two numbers
  - adds a negative number
---
--- a/solutions/01-adding/add.ts
+++ b/solutions/01-adding/add.ts
@@ -1,3 +1,3 @@
 export function add(a: number, b: number): number {
-  return a + b
+  return a - b
 }
`)
  const proof = await author(root, 'check', '1', '--only', 'add', '--json')
  expect(JSON.parse(proof.stdout).days[0].exercises[0].mistakes).toEqual({ known: 3, caught: 3 })
})

it('says of the solution itself that it is that, and judges nothing', async () => {
  const root = copyFixture()
  const solution = readFileSync(join(root, 'solutions/01-adding/add.ts'), 'utf8')
  const plain = await author(root, 'mistake', '1/add', 'changes-nothing', '--from', finished(solution))
  expect(plain).toMatchObject({ code: 2, stdout: '' })
  expect(plain.stderr).toContain('changes-nothing is the same as the solution, letter for letter.')
  // As an editor of Windows saves it, with the comment that describes a wrong answer.
  const saved = `/* mistake\nwrong: Nothing.\nwhy: A slip.\n*/\n${solution}`.replaceAll('\n', '\r\n')
  const described = await author(root, 'mistake', '1/add', 'changes-nothing', '--from', finished(saved))
  expect(described).toMatchObject({ code: 2, stdout: '', stderr: plain.stderr })
  expect(existsSync(join(root, ADD, 'changes-nothing.diff'))).toBe(false)
})

it('takes the head from the file, and its titles from the judge', { timeout: 240_000 }, async () => {
  const root = copyFixture()
  const from = finished(`/* mistake\nwrong: It subtracts.\nwhy: A slip.\nfails: [adds two numbers]\n*/\n${MINUS}`)
  expect(await author(root, 'mistake', '1/add', 'takes-away', '--from', from)).toMatchObject({ code: 0 })
  const text = readFileSync(join(root, ADD, 'takes-away.diff'), 'utf8')
  expect(text).toContain('fails:\n  - adds two numbers\n  - adds a negative number\n---\n')
  expect(text).toContain('wrong: It subtracts.\nwhy: A slip.\n')
})

it('turns an answer that was written out into its difference', { timeout: 240_000 }, async () => {
  const root = copyFixture()
  const before = readFileSync(join(root, ADD, 'forgets-the-sign.ts'), 'utf8')
  const ran = await author(
    root,
    'mistake',
    '1/add',
    'forgets-the-sign',
    '--from',
    join(root, ADD, 'forgets-the-sign.ts'),
  )
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(join(root, ADD, 'forgets-the-sign.ts'))).toBe(false)
  const text = readFileSync(join(root, ADD, 'forgets-the-sign.diff'), 'utf8')
  expect(text).toContain('+  return Math.abs(a) + Math.abs(b)\n')
  expect(text).toContain(before.split('\n').slice(1, 5).join('\n'))
})

it('says TODO where nobody has said what is wrong, and author check asks for it', { timeout: 240_000 }, async () => {
  const root = copyFixture()
  const ran = await author(root, 'mistake', '1/add', 'takes-away', '--from', finished(MINUS))
  expect(ran.code).toBe(0)
  expect(ran.stdout.replace(/\s+/g, ' ')).toContain('What is wrong and why is still a TODO in it')
  const proof = await author(root, 'check', '1', '--only', 'add')
  expect(proof.code).toBe(1)
  expect(proof.stdout).toContain(`${ADD}/takes-away.diff:2`)
})

it('writes no answer that passes, and ends with 1', { timeout: 240_000 }, async () => {
  const root = copyFixture()
  const from = finished('export const add = (a: number, b: number): number => b + a\n')
  const ran = await author(root, 'mistake', '1/add', 'right', '--from', from)
  expect(ran.code).toBe(1)
  expect(ran.stdout).toContain('right passes 1/add: no check catches it.')
  expect(existsSync(join(root, ADD, 'right.diff'))).toBe(false)
})

it.each([
  [['mistake', '1/add'], 'A wrong answer needs an exercise and a name.'],
  [['mistake', '1/add', 'Not A Name', '--from', 'x.ts'], '"Not A Name" is no name for a wrong answer.'],
  [['mistake', '1/add', 'x'], 'Without a terminal there is no editor.'],
  [['mistake', '1/add', 'x', '--from', 'nowhere.ts'], 'nowhere.ts.'],
  [['mistakes'], 'Whose wrong answers?'],
])('refuses %j with a sentence, and ends with 2', async (args, message) => {
  const { code, stderr, stdout } = await author(copyFixture(), ...args)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
  expect(stdout).toBe('')
})

it('writes several files of a project into one difference, which git applies', { timeout: 300_000 }, async () => {
  const root = copyFixture('project-course')
  const folder = 'solutions/01-notes/mistakes/notes-api'
  const from = join(root, folder, 'one-file')
  const ran = await author(root, 'mistake', '1/notes-api', 'one-file', '--from', from)
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  const text = readFileSync(join(root, folder, 'one-file.diff'), 'utf8')
  expect(text).toContain('\n--- a/solutions/01-notes/notes-api/src/routes/notes.ts\n+++ /dev/null\n')
  expect(text).toContain('\n--- /dev/null\n+++ b/solutions/01-notes/notes-api/src/notes.ts\n')
  expect(existsSync(from)).toBe(false)

  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  git('init', '--quiet')
  git('apply', join(folder, 'one-file.diff'))
  expect(existsSync(join(root, 'solutions/01-notes/notes-api/src/routes/notes.ts'))).toBe(false)
  expect(existsSync(join(root, 'solutions/01-notes/notes-api/src/notes.ts'))).toBe(true)
  git('apply', '--reverse', join(folder, 'one-file.diff'))

  const proof = await author(root, 'check', '1', '--only', 'notes-api', '--json')
  expect(JSON.parse(proof.stdout).days[0].exercises[0].mistakes).toEqual({ known: 4, caught: 4 })
})

it('takes a whole folder for a whole project: what it lacks, the answer does not have', {
  timeout: 300_000,
}, async () => {
  const root = copyFixture('project-course')
  const from = join(temporaryFolder('finished'), 'project')
  mkdirSync(from)
  execFileSync('cp', ['-r', `${join(root, 'solutions/01-notes/notes-api')}/.`, from])
  rmSync(join(from, 'README.md'))
  writeFileSync(
    join(from, 'src/server.ts'),
    readFileSync(join(root, 'solutions/01-notes/notes-api/src/server.ts'), 'utf8').replace(/^.*SIGTERM.*\n/m, ''),
  )
  const said = ['--wrong', 'It goes on after SIGTERM.', '--why', 'Ctrl-C works.']
  const ran = await author(root, 'mistake', '1/notes-api', 'deaf', '--from', from, ...said)
  expect(ran).toMatchObject({ stderr: '' })
  const text = readFileSync(join(root, 'solutions/01-notes/mistakes/notes-api/deaf.diff'), 'utf8')
  expect(text).toMatch(/^score: \d+$/m)
  expect(text).toContain('\n--- a/solutions/01-notes/notes-api/README.md\n+++ /dev/null\n')
})

it('shows the wrong answers of an exercise, in colours where those are wanted', { timeout: 240_000 }, async () => {
  const root = copyFixture()
  await author(root, 'mistake', '1/add', 'takes-away', '--from', finished(MINUS), '--wrong', 'It subtracts.')
  const plain = await author(root, 'mistakes', '1/add')
  expect(plain.code).toBe(0)
  expect(plain.stdout).toContain('takes-away\n  It subtracts.\n')
  expect(plain.stdout).toContain('\n-  return a + b\n+  return a - b\n')
  expect(plain.stdout).not.toContain('\u001b')
  const env = { COURSE_COURSE: root, NO_COLOR: undefined, FORCE_COLOR: '1' }
  const coloured = await runCourse(['author', 'mistakes', '1/add'], { env })
  expect(coloured.stdout).toContain('\u001b[32m+  return a - b\u001b[39m')
})
