/** What whoever grades leaves in the system's temporary folder when nobody lets it end: SIGKILL, or no power. */
import { spawn } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFolder, removeLeftOvers } from '../../src/engine/grading/folder.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { courseEnv, linkedCourse, runCourse } from '../fixtures/cli.ts'
import { makeClass, RIGHT } from './class.ts'
import { FENCED } from './fenced.ts'

const before = process.env['TMPDIR']
let folder: string

// Windows has two other variables for it.
describe.skipIf(process.platform === 'win32')('a folder of a submission', () => {
  beforeEach(() => {
    folder = temporaryFolder('tmp')
    process.env['TMPDIR'] = folder
  })

  afterEach(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  })

  it('of a grading that was killed is removed by the next', { timeout: 120_000 }, async () => {
    const env = { TMPDIR: folder }
    const forEver = makeClass({ anna: `await new Promise(() => setInterval(() => {}, 1000))\n${RIGHT}` })
    const args = [linkedCourse(), 'grade', forEver, '--only', 'add', ...FENCED]
    const killed = spawn(process.execPath, args, { env: courseEnv(env), stdio: 'ignore' })
    // The first is of the look at what this system can do.
    const names = () => readdirSync(folder).filter((name) => name.startsWith(`course-grade-`))
    await expect.poll(() => names().filter((name) => name.includes(`-${killed.pid}-`)).length).toBe(1)
    await expect.poll(() => names().length).toBe(1)
    killed.kill('SIGKILL')
    await new Promise((resolve) => killed.once('exit', resolve))
    expect(names()).toHaveLength(1)
    const { code } = await runCourse(['grade', makeClass({ ben: RIGHT }), '--only', 'add', ...FENCED], { env })
    expect([code, names()]).toEqual([0, []])
  })

  it('is left alone while its process lives, and where nothing is known of it', () => {
    const ours = makeFolder()
    const [, , where = '', , , end = ''] = ours.slice(folder.length).split('-')
    const gone = (name: string) => join(folder, `course-grade-${name}-${end}`)
    const others = '00000000' === where ? '11111111' : '00000000'
    const elsewhere = gone(`${others}-${process.pid}-1`)
    mkdirSync(elsewhere)
    const link = gone(`${where}-${process.pid}-2`)
    symlinkSync(elsewhere, link)
    const file = gone(`${where}-${process.pid}-3`)
    writeFileSync(file, '')
    const another = join(folder, 'course-grade-notes')
    mkdirSync(another)
    removeLeftOvers()
    for (const path of [ours, elsewhere, link, file, another]) expect(lstatSync(path)).toBeDefined()
  })

  it('goes with all that is in it when another process has its id by now', () => {
    const ours = makeFolder()
    writeFileSync(join(ours, 'add.ts'), RIGHT)
    const earlier = ours.replace(/-\d+-(\w+)$/, '-1-$1')
    renameSync(ours, earlier)
    removeLeftOvers()
    expect(readdirSync(folder)).toEqual([])
  })
})
