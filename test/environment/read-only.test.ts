/** A workbook that may be read and not be written: what can be shown is shown, and a sentence says what was not kept. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { ExerciseAnswer } from '../../src/web/api.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { type RunOptions, runCourse } from '../fixtures/cli.ts'
import { closePages, openPage } from '../web/page.ts'

const isRoot = process.getuid?.() === 0
/** Permissions bind root as well once it has given these rights away. */
const LIKE_OTHERS = ['setpriv', '--bounding-set=-dac_override,-dac_read_search,-fowner']
const under = isRoot ? LIKE_OTHERS : []
const permissionsBind =
  process.platform !== 'win32' && (!isRoot || spawnSync('setpriv', [...LIKE_OTHERS.slice(1), 'true']).status === 0)

const closed: string[] = []

afterEach(closePages)
afterAll(() => {
  for (const folder of closed) chmodTree(folder, true)
})

function chmodTree(path: string, open: boolean): void {
  const isFolder = statSync(path).isDirectory()
  chmodSync(path, (isFolder ? 0o500 : 0o400) | (open ? 0o200 : 0))
  if (isFolder) for (const name of readdirSync(path)) chmodTree(join(path, name), open)
}

let withPass: Promise<RunOptions & { cwd: string }> | undefined

/** A workbook with a passed exercise, closed to writers: nothing that a test does there can change it for the next. */
function closedWorkbook(): Promise<RunOptions & { cwd: string }> {
  withPass ??= closedFolder(true)
  return withPass
}

/** The same, or a folder in which no workbook can be made. */
async function closedFolder(withWorkbook: boolean): Promise<RunOptions & { cwd: string }> {
  const cwd = temporaryFolder('closed')
  if (withWorkbook) {
    await runCourse(['day', '1'], { cwd })
    cpSync(
      join(import.meta.dirname, '../fixtures/tiny-course/solutions/01-adding/add.ts'),
      `${cwd}/workbook/01-adding/add.ts`,
    )
    expect((await runCourse(['check', '1/add'], { cwd })).code).toBe(0)
  }
  closed.push(cwd)
  chmodTree(cwd, false)
  return { cwd, under }
}

const NOT_RECORDED =
  /This was not recorded in progress\.json: \S+ cannot be written \(EACCES\)\. Make its folder writable/

describe.skipIf(!permissionsBind)('a workbook that cannot be written', () => {
  it('shows all that it holds', async () => {
    const at = await closedWorkbook()
    expect(await runCourse(['progress'], at)).toMatchObject({ code: 0, stderr: '' })
    const day = await runCourse(['day', '1'], at)
    expect([day.code, day.stdout]).toEqual([0, expect.stringContaining('1/add')])
    const list = await runCourse(['list', '1'], at)
    expect([list.code, list.stdout]).toEqual([0, expect.stringMatching(/✓ 1\/add/)])
  })

  it.each<[args: string[], code: number, shown: RegExp]>([
    [['check', '1/add'], 0, /^Passed: all/m],
    [['quiz', '1', '--answer', 'typed-sum=6'], 0, /Right/],
    [['hint', '1/add'], 0, /Hint 1 of/],
  ])('course %j does its work, and says that it is not recorded', async (args, code, shown) => {
    const ran = await runCourse(args, await closedWorkbook())
    expect(ran.code).toBe(code)
    expect(ran.stdout).toMatch(shown)
    expect(ran.stderr).toMatch(NOT_RECORDED)
  })

  it.each<[args: string[], message: RegExp]>([
    [['note', '1', 'x'], /^The note could not be recorded\.\nThis was not recorded/],
    [['pace', '--days-a-week', '4'], /^The plan could not be recorded\.\nThis was not recorded/],
    [
      ['reset', '1/add'],
      /^The starter could not be written, so nothing was changed: permission denied \(EACCES\)\.\nMake room/,
    ],
    [
      ['review', '1/add'],
      /^The starter could not be written, so nothing was changed: permission denied \(EACCES\)\.\nMake room/,
    ],
    [['report'], /^\S+report\.html cannot be written: permission denied \(EACCES\)\.\nName a place/],
    [['share', '1'], /^\S+share\S+ cannot be written: permission denied \(EACCES\)\.\nName a place/],
    [['export'], /^\S+\.zip cannot be written: permission denied \(EACCES\)\.\nName a place/],
  ])('course %j ends with 2 and says why', async (args, message) => {
    const ran = await runCourse(args, await closedWorkbook())
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toMatch(message)
  })

  it('is served as a page, which says that it cannot save', async () => {
    const page = await openPage(await closedWorkbook())
    const { files } = await page.json<ExerciseAnswer>('GET', '/exercises/1/add')
    const body = { path: 'add.ts', text: 'mine', base: files[0]?.version, judge: false }
    const saved = await page.ask('PUT', '/api/exercises/1/add/files', { body })
    expect(saved.status).toBe(409)
    expect(saved.text).toContain('It cannot be saved: permission denied (EACCES).')
  })
})

describe.skipIf(!permissionsBind)('a folder in which no workbook can be made', () => {
  it.each<[args: string[], message: RegExp]>([
    [['check', '1/add'], /add\.ts cannot be written: permission denied \(EACCES\)\.\nMake room/],
    [['watch', '1/add'], /add\.ts cannot be written: permission denied \(EACCES\)\.\nMake room/],
    [['init'], /^A workbook cannot be made in \S+: permission denied \(EACCES\)\.\nMake room/],
  ])('course %j ends with 2 and says why', async (args, message) => {
    const ran = await runCourse(args, await closedFolder(false))
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatch(message)
  })

  it('is no reason not to read', async () => {
    const ran = await runCourse(['day', '1'], await closedFolder(false))
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain('1/add')
  })
})
