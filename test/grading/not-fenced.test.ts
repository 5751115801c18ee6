/** Where the system gives no namespaces: what is refused, and what each form of a result says when it is judged all the same. */
import { expect, it } from 'vitest'
import { tellsOfProcesses } from '../../src/processes/linux.ts'
import { sayFencing } from '../../src/ui/grading/summary.ts'
import { runCourse } from '../fixtures/cli.ts'
import { makeClass, RIGHT } from './class.ts'
import { isFenced } from './fenced.ts'

/** The kernel itself refuses them in there. */
const REFUSED = ['unshare', '--user', '--map-root-user', '--', 'sh', '-c']
const SET = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"'
const under = isFenced ? [...REFUSED, SET, 'sh'] : []

const OPEN = ['files outside its copy', 'other submissions', 'the network', 'other processes', 'disk space']
const ALL = tellsOfProcesses ? OPEN : [...OPEN, 'the number of processes', 'the memory of all of them']

const learners = { anna: RIGHT, ben: `process.kill(process.ppid, 'SIGKILL')\nwhile (true);\n${RIGHT}`, cleo: {} }
const grade = (...args: string[]) => runCourse(['grade', makeClass(learners), '--only', 'add', ...args], { under })

it.runIf(isFenced)('nothing is judged until somebody says so', async () => {
  const { code, stdout, stderr } = await grade('--json')
  expect([code, stderr]).toEqual([2, ''])
  expect(JSON.parse(stdout).error).toMatchObject({
    message: expect.stringMatching(/^Other people's code cannot be fenced in here: unshare: .+\.$/),
    hint: expect.stringContaining('--unfenced'),
  })
})

it('JSON names with each grade what was open to its code', { timeout: 120_000 }, async () => {
  const { code, stdout } = await grade('--unfenced', '--json')
  const { fencing, submissions } = JSON.parse(stdout)
  expect([code, fencing]).toEqual([0, { by: 'nothing', why: '--unfenced' }])
  const said = submissions.map(({ exercises: [first] }: { exercises: [{ status: string; notFenced?: string[] }] }) => [
    first.status,
    first.notFenced,
  ])
  // On Windows and macOS the end of the judging process may be told as that of the exercise.
  expect(said).toEqual([
    ['passed', ALL],
    [expect.stringMatching(/^(?:stopped|crashed)$/), ALL],
    ['not-begun', undefined],
  ])
})

it.each([
  ['--csv', `\r\nanna,1/add,passed,2,2,,,`, `,,,${ALL.join('; ')}\r\n`],
  ['--junit', '<testsuite name="anna"', `<property name="not fenced" value="${ALL.join(', ')}"/>`],
  ['--plain', 'anna', ALL.join(', ')],
])('%s says it as well', { timeout: 120_000 }, async (flag, begin, end) => {
  const { code, stdout } = await grade('--unfenced', ...(flag === '--plain' ? [] : [flag]))
  expect(code).toBe(0)
  expect(stdout).toContain(begin)
  expect(flag === '--plain' ? stdout.replaceAll('\n', ' ') : stdout).toContain(end)
})

it('a queue’s results say so where a worker had no fence', () => {
  const graded = (notFenced?: string[]) => ({
    submission: 'anna',
    leftOut: [],
    grades: [
      { exercise: '1/add' as const, status: 'stopped' as const, why: '', ms: 1, ...(notFenced && { notFenced }) },
    ],
  })
  const said = (...results: ReturnType<typeof graded>[]) => sayFencing({ by: 'workers' }, results)
  expect(said(graded())).toMatch(/each fenced in as it was started\.$/)
  expect(said(graded(), graded(['the network']))).toMatch(/without a fence: these were open .+: the network\.$/)
})
