/** A checkout in which nothing was built: the command line runs from its sources, and judging builds what it needs. */
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, runCourse } from '../fixtures/cli.ts'

const ROOT = join(COURSE_BIN, '..', '..')
const NEEDED = ['bin', 'fonts', 'scripts', 'src', 'tracker', 'package.json', 'tsconfig.json']

it('lists, then judges, without a word of warning', { timeout: 400_000 }, async () => {
  const root = temporaryFolder('checkout')
  for (const name of NEEDED) cpSync(join(ROOT, name), join(root, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction')
  const bin = join(root, 'bin', 'course.cjs')
  const cwd = temporaryFolder('learner')

  const listed = await runCourse(['list'], { cwd, bin })
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout).toContain('1/add')
  expect(existsSync(join(root, 'dist'))).toBe(false)

  mkdirSync(join(cwd, 'workbook', '01-adding'), { recursive: true })
  mkdirSync(join(cwd, 'workbook', '.course'))
  cpSync(join(TINY_COURSE, 'solutions', '01-adding', 'add.ts'), join(cwd, 'workbook', '01-adding', 'add.ts'))
  const judged = await runCourse(['check', '1/add', '--json'], { cwd, bin })
  expect(judged).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(judged.stdout)).toMatchObject({ status: 'passed' })
})
