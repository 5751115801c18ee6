/** A fenced process that ends before it could say anything: never an exit code 0, never silence. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, runCourse } from '../fixtures/cli.ts'

const PACKAGE_ROOT = join(COURSE_BIN, '..', '..')

/** This package, with another program in the place of the fenced process. */
function packageWith(worker: string): string {
  const root = temporaryFolder('package')
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(PACKAGE_ROOT, name), join(root, name), { recursive: true })
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'dist', 'worker.cjs'), worker)
  return join(root, 'bin', 'course.cjs')
}

const READ_ORDER = "require('node:fs').readSync(4, Buffer.alloc(1e5));"

describe.each([
  ['at once', 'process.exit(0)'],
  ['at once, by an error', "throw new Error('no room')"],
  ['at once, by a signal', "process.kill(process.pid, 'SIGKILL')"],
  ['when it has its orders', `${READ_ORDER} process.exit(0)`],
  ['when nothing is left to do', `${READ_ORDER} setTimeout(() => {}, 50)`],
])('a fenced process that ends %s', (_when, worker) => {
  it('is a verdict that says so', async () => {
    const cwd = temporaryFolder('learner')
    mkdirSync(join(cwd, 'workbook', '01-adding'), { recursive: true })
    mkdirSync(join(cwd, 'workbook', '.course'))
    cpSync(join(TINY_COURSE, 'solutions', '01-adding', 'add.ts'), join(cwd, 'workbook', '01-adding', 'add.ts'))
    const ran = await runCourse(['check', '1/add', '--json'], { cwd, bin: packageWith(worker) })
    expect(ran.code).toBe(1)
    expect(JSON.parse(ran.stdout)).toMatchObject({
      status: 'crashed',
      message: expect.stringMatching(/^The process (?:ended|was ended by SIGKILL) while your file was loading/),
    })
  })
})
