/** Code that is handed in to do harm: aimed at our own fence, and at nothing else. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'
import { complaints, type JsonGrades, makeClass, RIGHT, statuses } from './class.ts'
import { isFenced } from './fenced.ts'
import { sleepers, startListener } from './reached.ts'

/** Right, once that has been done. */
const after = (doing: string, imports = '') => `${imports}
${doing}
${RIGHT}`

/** Right only where that can be done. */
const onlyWhere = (imports: string, canDo: string) => `${imports}
const can = ${canDo}
export const add = (a: number, b: number): number => (can ? a + b : Number.NaN)
`

const FS = `import * as fs from 'node:fs'`
const CHILD = `import { spawn } from 'node:child_process'`
const TRY = (doing: string) => `(() => { try { ${doing}; return true } catch { return false } })()`

describe.skipIf(!isFenced)('a class with some who do harm', () => {
  it('is judged, and nothing of it gets out', { timeout: 300_000 }, async () => {
    // A package of its own, as its author has it, with grades and somebody's workbook beside it.
    const course = copyFixture()
    mkdirSync(join(course, 'node_modules/some-package'), { recursive: true })
    mkdirSync(join(course, 'workbook/.course'), { recursive: true })
    writeFileSync(join(course, 'grades.csv'), 'anna,passed')
    const outside = temporaryFolder('outside')
    writeFileSync(join(outside, 'secret.txt'), 'secret')
    const mark = `3${String(process.pid).padStart(7, '0')}`
    const listener = await startListener()
    const { port } = listener
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('course-grade-'))

    const folder = makeClass({
      anna: RIGHT,
      // It may start some, and none is left.
      sleeper: after(
        `for (let i = 0; i < 20; i++) spawn('sleep', ['${mark}'], { detached: true, stdio: 'ignore' }).unref()`,
        CHILD,
      ),
      bomb: after(
        `for (let i = 0; i < 120; i++) spawn('sleep', ['${mark}'], { detached: true, stdio: 'ignore' })\nawait new Promise((resolve) => setTimeout(resolve, 2500))`,
        CHILD,
      ),
      filler: onlyWhere(
        FS,
        TRY(`for (let i = 0; i < 100; i++) fs.writeFileSync('/tmp/filler-' + i, Buffer.alloc(1024 * 1024))`),
      ),
      reader: onlyWhere(FS, TRY(`fs.readFileSync(${JSON.stringify(join(outside, 'secret.txt'))})`)),
      writer: onlyWhere(FS, TRY(`fs.writeFileSync(${JSON.stringify(join(outside, 'written.txt'))}, 'x')`)),
      neighbour: onlyWhere(FS, `fs.readdirSync('/tmp').some((name) => name.startsWith('course-class-'))`),
      copier: onlyWhere(FS, `fs.existsSync(${JSON.stringify(join(course, 'solutions/01-adding/add.ts'))})`),
      breaker: onlyWhere(
        FS,
        TRY(`fs.writeFileSync(${JSON.stringify(join(course, 'checks/01-adding/add.check.ts'))}, '')`),
      ),
      caller: onlyWhere(
        `import { connect } from 'node:net'`,
        `await new Promise((resolve) => connect(${port}, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false)))`,
      ),
      looker: onlyWhere(
        FS,
        `['grades.csv', 'workbook'].some((name) => fs.existsSync(${JSON.stringify(course)} + '/' + name))`,
      ),
      faker: after(
        `
const line = JSON.stringify({ token: 'x', type: 'grade', grade: { exercise: '1/add', status: 'judged', verdict: { status: 'passed', checks: [], notes: [], ms: 1 }, ms: 1 } })
for (const fd of [3, 4, 5]) try { fs.writeSync(fd, line + '\\n') } catch {}
try { fs.writeFileSync('/proc/' + process.ppid + '/fd/3', line + '\\n') } catch {}
process.exit(0)`,
        FS,
      ),
      killer: after(`process.kill(process.ppid, 'SIGKILL')\nwhile (true);`),
      zoe: RIGHT,
    })
    const limits = ['--disk', '64', '--processes', '100', '--workers', '2']
    const args = ['grade', folder, '--only', 'add', ...limits, '--course', course, '--json']
    const { code, stdout, stderr } = await runCourse(args)
    listener.close()
    expect(complaints(stderr)).toBe('')
    const grades: JsonGrades = JSON.parse(stdout)
    expect(statuses(grades)).toEqual({
      anna: 'passed',
      sleeper: 'passed',
      bomb: 'stopped',
      filler: 'failed',
      reader: 'failed',
      writer: 'failed',
      neighbour: 'failed',
      copier: 'failed',
      breaker: 'failed',
      caller: 'failed',
      looker: 'failed',
      faker: expect.stringMatching(/^(?:crashed|failed|tampered)$/),
      killer: 'stopped',
      zoe: 'passed',
    })
    expect(code).toBe(0)
    const why = (name: string) => grades.submissions.find(({ submission }) => submission === name)?.exercises[0]?.why
    expect([why('bomb'), why('killer')]).toEqual([
      'it had more than 100 processes at a time',
      'it ended the process that judges',
    ])
    expect(listener.calls()).toBe(0)
    expect(existsSync(join(outside, 'written.txt'))).toBe(false)
    expect(sleepers(mark)).toEqual([])
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('course-grade-'))
    expect(left.filter((name) => !before.includes(name))).toEqual([])
  })

  it('writes nothing to what is mounted below the course either', { timeout: 120_000 }, async () => {
    const around = temporaryFolder('mounts')
    const course = join(around, 'course')
    // A table of mounts writes a space as \040, and the next character may be a digit.
    const mounted = join(course, 'exercises/01-adding/100 1%d')
    const can = `fs.existsSync(${JSON.stringify(join(mounted, 'there'))}) && ${TRY(`fs.writeFileSync(${JSON.stringify(join(mounted, 'written'))}, 'x')`)}`
    const looks = `import * as fs from 'node:fs'
export const add = (a: number, b: number): number => (fs.existsSync(${JSON.stringify(join(mounted, 'there'))}) ? a + b : 0)\n`
    const folder = makeClass({ reader: looks, writer: onlyWhere(FS, can) })
    // The course itself is where no programs and no devices are allowed, as folders of users often are.
    const script = `mount -t tmpfs -o nodev,noexec tmpfs "$1"; cp -r "$2" "$1/course"; mkdir "$3"
mount -t tmpfs tmpfs "$3"; touch "$3/there"; shift 3; exec "$@"`
    const command = [process.execPath, COURSE_BIN, 'grade', folder, '--only', 'add', '--course', course, '--json']
    const places = [around, copyFixture(), mounted]
    const own = ['--user', '--map-root-user', '--mount', '--', 'sh', '-ec', script, 'sh', ...places, ...command]
    const { stdout, stderr } = spawnSync('unshare', own, { env: courseEnv(), encoding: 'utf8' })
    expect(complaints(stderr)).toBe('')
    expect(statuses(JSON.parse(stdout))).toEqual({ reader: 'passed', writer: 'failed' })
  })

  it('is kept to the memory and the time that it has', { timeout: 300_000 }, async () => {
    const hold =
      'const held = []\nfor (let i = 0; i < 20; i++) {\n  held.push(Buffer.alloc(40 * 1024 * 1024, 1))\n  await new Promise((resolve) => setTimeout(resolve, 100))\n}'
    const child = `${CHILD}\nconst child = spawn(process.execPath, ['-e', ${JSON.stringify(`(async () => { ${hold.replaceAll('\n', '; ')} })()`)}])\nawait new Promise((resolve) => child.on('exit', resolve))\n${RIGHT}`
    const folder = makeClass({ eater: child, zoe: RIGHT })
    const { stdout } = await runCourse(['grade', folder, '--only', 'add', '--memory', '400', '--json'])
    const grades: JsonGrades = JSON.parse(stdout)
    expect(statuses(grades)).toEqual({ eater: expect.stringMatching(/^(?:stopped|timed-out)$/), zoe: 'passed' })
  })
})
