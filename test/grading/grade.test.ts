/** `course grade` through the real command line: a class of learners, and what an instructor gets. */
import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { type RunOptions, runCourse } from '../fixtures/cli.ts'
import { complaints, type JsonGrades, makeClass, RIGHT, statuses, WRONG } from './class.ts'
import { FENCED } from './fenced.ts'

async function grade(args: string[], options: RunOptions = {}): Promise<JsonGrades & { code: number }> {
  const { code, stdout, stderr } = await runCourse(['grade', ...args, '--json', ...FENCED], options)
  expect(complaints(stderr)).toBe('')
  return { code, ...(JSON.parse(stdout) as JsonGrades) }
}

describe('a class', () => {
  it('is judged from scratch, whatever records say, and each as `check` would', { timeout: 120_000 }, async () => {
    const everything = {
      '01-adding/add.ts': RIGHT,
      '01-adding/total.ts': `import { add } from './add.ts'\nexport const total = (all: number[]) => all.reduce(add, 0)\n`,
      '02-serving/ping.ts': readFileSync(
        join(import.meta.dirname, '../fixtures/tiny-course/solutions/02-serving/ping.ts'),
        'utf8',
      ),
    }
    const record = { version: 1, events: [{ type: 'attempt', exercise: '1/add', status: 'passed' }] }
    const folder = makeClass({
      anna: everything,
      ben: { '01-adding/add.ts': `console.log('mine')\n${WRONG}`, 'progress.json': JSON.stringify(record) },
      cleo: { '01-adding/add.ts': 'export const add = (\n' },
      dana: { 'notes.md': 'nothing yet' },
    })
    const grades = await grade([folder])
    expect([grades.code, grades.ok]).toEqual([0, true])
    expect(statuses(grades)).toEqual({ anna: 'passed', ben: 'failed', cleo: 'crashed', dana: 'not-begun' })
    expect(statuses(grades, '1/total')).toMatchObject({ anna: 'passed', ben: 'not-begun' })
    expect(statuses(grades, '2/ping')).toMatchObject({ anna: 'passed' })
    expect(grades.submissions.map(({ exercises }) => exercises.length)).toEqual([3, 3, 3, 3])
    // What a class prints is megabytes that nobody reads.
    expect(grades.submissions[1]?.exercises[0]).not.toHaveProperty('printed')
    const checks = grades.submissions[1]?.exercises[0]?.checks
    expect(checks?.map(({ status }) => status)).toEqual(['failed', 'failed'])
  })

  it('may hand in archives, also in folders of its groups', { timeout: 120_000 }, async () => {
    const folder = makeClass({ anna: RIGHT, 'group-2/ben': WRONG })
    const archive = join(folder, 'group-2', 'cleo.ZIP')
    const exported = await runCourse(['export', archive, '--workbook', join(folder, 'anna')])
    expect(exported.code).toBe(0)
    const grades = await grade([folder, '--only', 'add'])
    expect(statuses(grades)).toEqual({ anna: 'passed', ben: 'failed', 'cleo.ZIP': 'passed' })
  })

  it('has the same files judged once, and says whose they are', { timeout: 120_000 }, async () => {
    const folder = makeClass({ anna: RIGHT, ben: WRONG, cleo: RIGHT })
    const { submissions } = await grade([folder, '--only', '1'])
    expect(submissions.map(({ submission, sameAs }) => [submission, sameAs])).toEqual([
      ['anna', undefined],
      ['ben', undefined],
      ['cleo', 'anna'],
    ])
    expect(submissions[2]?.exercises).toEqual(submissions[0]?.exercises)
  })

  it('is not stopped by one that cannot be read', { timeout: 120_000 }, async () => {
    const folder = makeClass({ anna: RIGHT, cleo: WRONG })
    writeFileSync(join(folder, 'ben.zip'), 'this is no archive')
    const grades = await grade([folder, '--only', 'add'])
    expect([grades.code, grades.ok]).toEqual([1, false])
    expect(statuses(grades)).toEqual({ anna: 'passed', 'ben.zip': undefined, cleo: 'failed' })
    expect(grades.submissions[1]?.problem).toMatch(/^ben\.zip is damaged, or no archive of a workbook/)
  })

  describe('with folders in which there is nothing to judge', () => {
    const ask = ['--only', 'add', ...FENCED]
    const nothing = 'There is nothing to judge in it: no workbook, and no archive of `course export`.'
    let folder: string

    beforeAll(() => {
      folder = makeClass({ anna: RIGHT, 'group-2/ben': WRONG, 'checkout/workbook': RIGHT })
      for (const empty of ['cleo', 'group-2/dana', 'eve/02-serving', '.git', 'node_modules/x', 'checkout/src']) {
        mkdirSync(join(folder, empty), { recursive: true })
      }
      writeFileSync(join(folder, 'cleo/notes.txt'), 'later\n')
      writeFileSync(join(folder, 'timetable.txt'), 'Monday\n')
      writeFileSync(join(folder, 'fay.zip'), 'this is no archive')
      writeFileSync(join(folder, 'gus.tar.gz'), 'packed otherwise')
    })

    it('has a line for each of them in JSON, and not for what is no learner’s', { timeout: 120_000 }, async () => {
      const grades = await grade([folder, '--only', 'add'])
      expect([grades.code, grades.ok]).toEqual([1, false])
      expect(grades.submissions.map(({ submission, problem }) => [submission, problem])).toEqual([
        ['anna', undefined],
        ['workbook', undefined],
        ['cleo', nothing],
        ['eve', expect.stringContaining('it holds 02-serving without the folder .course')],
        ['fay.zip', expect.stringContaining('is damaged')],
        ['ben', undefined],
        ['dana', nothing],
        ['gus.tar.gz', 'Such archives are not read. Hand in one of `course export`, or unpack it.'],
      ])
    })

    it('shows them as not judged in the table, and counts them', { timeout: 120_000 }, async () => {
      const { code, stdout } = await runCourse(['grade', folder, ...ask])
      expect(code).toBe(1)
      for (const name of ['cleo', 'dana', 'eve', 'fay\\.zip', 'gus\\.tar\\.gz']) {
        expect(stdout).toMatch(new RegExp(`^[│ ]*${name} +│ +not judged`, 'm'))
      }
      expect(stdout).toMatch(/ben +│ +0 of 1/)
      expect(stdout).toContain(`cleo\n  There is nothing to judge in it: no workbook`)
      expect(stdout).toMatch(/\n8 submissions: 5 could not be judged\n$/)
    })

    it('has them in CSV and in JUnit’s XML', { timeout: 120_000 }, async () => {
      const csv = await runCourse(['grade', folder, '--csv', ...ask])
      expect(csv.stdout).toContain(`\r\ncleo,,not-judged,,,,,,"${nothing}",,\r\n`)
      const junit = await runCourse(['grade', folder, '--junit', ...ask])
      expect(junit.stdout).toContain('<testsuite name="cleo" tests="1" failures="0" errors="1"')
      expect([csv.code, junit.code]).toEqual([1, 1])
    })

    it('is refused where nothing else was handed in, and says what is missing', async () => {
      const { code, stderr } = await runCourse(['grade', join(folder, 'eve'), ...ask])
      expect([code, stderr]).toEqual([2, expect.stringContaining('it holds 02-serving without the folder .course')])
    })
  })

  it.skipIf(process.platform === 'win32')(
    'brings along nothing that a link leads to',
    { timeout: 120_000 },
    async () => {
      const folder = makeClass({ anna: { '01-adding/total.ts': WRONG } })
      const secret = join(temporaryFolder('outside'), 'add.ts')
      writeFileSync(secret, RIGHT)
      symlinkSync(secret, join(folder, 'anna/01-adding/add.ts'))
      const grades = await grade([folder, '--only', 'add'])
      expect(statuses(grades)).toEqual({ anna: 'not-begun' })
      expect(grades.submissions[0]?.leftOut).toEqual([{ path: '01-adding/add.ts', why: 'a link' }])
    },
  )
})

describe('what is printed', () => {
  const learners = {
    anna: RIGHT,
    '=cmd|calc': `export const add = () => { throw new Error('a "quoted", <b>bold</b>\\u0001 word') }\n`,
  }

  it('is a table that fits, with a last line', { timeout: 120_000 }, async () => {
    const { code, stdout } = await runCourse(['grade', makeClass(learners), '--only', '1', ...FENCED])
    expect(code).toBe(0)
    expect(stdout).toMatch(/anna +│ +1 of 2/)
    expect(stdout).toMatch(/=cmd\|calc +│ +0 of 2 +│ +│ 1\/add/)
    expect(stdout).toMatch(/\n2 submissions: judged\n$/)
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('is CSV in which no cell is a formula', { timeout: 120_000 }, async () => {
    const { stdout } = await runCourse(['grade', makeClass(learners), '--only', 'add', '--csv', ...FENCED])
    const [head, ...lines] = stdout.split('\r\n')
    expect(head).toBe('submission,exercise,status,checks passed,checks,points,of,ms,reason,same as,not fenced')
    expect(lines[0]).toMatch(/^'=cmd\|calc,1\/add,failed,0,2,,,\d+,adds two numbers; adds a negative number,,[^,]*$/)
    expect(lines[1]).toMatch(/^anna,1\/add,passed,2,2,,,\d+,,,[^,]*$/)
  })

  it('is XML for CI systems, whatever an error says', { timeout: 120_000 }, async () => {
    const { stdout } = await runCourse(['grade', makeClass(learners), '--only', '1', '--junit', ...FENCED])
    expect(stdout).toContain('<testsuite name="=cmd|calc" tests="2" failures="1" errors="0" skipped="1"')
    expect(stdout).toContain('a &quot;quoted&quot;, &lt;b&gt;bold&lt;/b&gt;? word')
    expect(stdout).toMatch(/<testcase classname="anna" name="1\/add" time="[\d.]+"\/>/)
    expect(stdout).not.toContain('\u0001')
  })
})

describe('--resume', () => {
  it('goes on where it ended', { timeout: 120_000 }, async () => {
    const folder = makeClass({ anna: RIGHT, ben: WRONG })
    const file = join(temporaryFolder('grades'), 'grades.jsonl')
    const first = await grade([join(folder, 'anna'), '--only', 'add', '--resume', file])
    // As a process leaves it that ended in the middle of a line.
    appendFileSync(file, '{"digest":"abc","gra')
    const both = await grade([folder, '--only', 'add', '--resume', file])
    expect(statuses(both)).toEqual({ anna: 'passed', ben: 'failed' })
    // To the millisecond: it was not judged again.
    expect(both.submissions[0]).toEqual(first.submissions[0])
    const again = await grade([folder, '--only', 'add', '--resume', file])
    expect(again.submissions).toEqual(both.submissions)
  })

  it('refuses grades of another version of the course', { timeout: 120_000 }, async () => {
    const course = copyFixture()
    const folder = makeClass({ anna: RIGHT })
    const file = join(temporaryFolder('grades'), 'grades.jsonl')
    const args = ['grade', folder, '--only', 'add', '--resume', file, '--course', course, ...FENCED]
    expect((await runCourse(args)).code).toBe(0)
    appendFileSync(join(course, 'checks/01-adding/add.check.ts'), '// grew\n')
    const { code, stderr } = await runCourse(args)
    expect([code, stderr]).toEqual([2, expect.stringContaining('holds grades of another version of the course')])
  })
})

describe('a course', () => {
  it.skipIf(process.platform === 'win32')('may be named by a link', { timeout: 120_000 }, async () => {
    const link = join(temporaryFolder('link'), 'course')
    symlinkSync(copyFixture(), link)
    const grades = await grade([makeClass({ anna: RIGHT }), '--only', 'add', '--course', link])
    expect(statuses(grades)).toEqual({ anna: 'passed' })
  })
})

describe('arguments', () => {
  it.each<[string, string[], string]>([
    ['a folder that is not there', ['nowhere'], 'nowhere is not there'],
    ['a folder without workbooks', ['empty'], 'empty is no workbook, and holds none'],
    ['no such exercise', ['anna', '--only', '1/nothing'], 'nothing'],
    ['a number that is none', ['anna', '--workers', '0'], '--workers 0 is not a whole number'],
    ['two forms at once', ['anna', '--csv', '--junit'], 'Only one of --json, --csv and --junit'],
    ['a limit that workers have', ['anna', '--queue', 'redis://127.0.0.1', '--memory', '9'], '--memory means nothing'],
    ['grades that cannot be kept', ['anna', '--resume', 'empty', ...FENCED], 'empty cannot be used'],
    ['more minutes than a day has', ['anna', '--minutes', '1441'], 'from 1 to 1440'],
    ['a worker without a queue', ['worker'], 'Add --queue'],
    ['a queue that is no Redis', ['anna', '--queue', 'http://127.0.0.1'], 'takes the address of a Redis'],
  ])('%s', async (_what, args, says) => {
    const cwd = makeClass({ anna: RIGHT })
    mkdirSync(join(cwd, 'empty'))
    const { code, stdout, stderr } = await runCourse(['grade', ...args], { cwd })
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(says)])
  })

  it('refuses a workbook of another course', { timeout: 120_000 }, async () => {
    const folder = makeClass({ anna: RIGHT })
    const archive = join(folder, 'other.zip')
    const other = copyFixture('http-course')
    const workbook = temporaryFolder('other')
    cpSync(join(folder, 'anna'), workbook, { recursive: true })
    await runCourse(['export', archive, '--workbook', workbook, '--course', other])
    const grades = await grade([archive, '--only', 'add'])
    expect([grades.code, grades.submissions[0]?.problem]).toEqual([1, expect.stringMatching(/another course|course/)])
  })
})
