import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheFolder } from '../../src/engine/course/cache-folder.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

it.skipIf(process.platform === 'win32').each<[Record<string, string>, NodeJS.Platform, string | undefined]>([
  [{ HOME: '/home/ada' }, 'linux', '/home/ada/.cache/backend-workbook'],
  [{ HOME: '/Users/ada' }, 'darwin', '/Users/ada/Library/Caches/backend-workbook'],
  [{ HOME: '/home/ada', XDG_CACHE_HOME: '/var/xdg' }, 'linux', '/var/xdg/backend-workbook'],
  [{ HOME: '/home/ada', XDG_CACHE_HOME: 'relative' }, 'linux', '/home/ada/.cache/backend-workbook'],
  [{ HOME: '/home/ada', COURSE_CACHE: '/tmp/mine' }, 'linux', '/tmp/mine'],
  [{ HOME: '/home/ada', COURSE_CACHE: '' }, 'linux', '/home/ada/.cache/backend-workbook'],
  [{ LOCALAPPDATA: '/c/Local' }, 'win32', '/c/Local/backend-workbook/cache'],
  [{ HOME: '' }, 'linux', undefined],
  [{}, 'linux', undefined],
  [{}, 'win32', undefined],
])('with %j on %s it is %s', (env, platform, folder) => {
  expect(cacheFolder(env, platform)).toBe(folder)
})

/** Below /proc nobody can make a folder, and Node.js 20 tries for ever where it is asked to make those above it, too. */
describe.skipIf(process.platform !== 'linux')('a place where nothing can be made', () => {
  const COURSE_CACHE = '/proc/none/cache'

  it('costs a cache and nothing else', async () => {
    const ran = await runCourse(['progress'], { env: { COURSE_CACHE }, timeout: 60_000 })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
  })

  it('is named by the doctor', async () => {
    const { stdout } = await runCourse(['doctor', '--json'], { env: { COURSE_CACHE }, timeout: 60_000 })
    const { findings } = JSON.parse(stdout)
    expect(findings.find(({ id }: { id: string }) => id === 'cache')).toMatchObject({
      status: 'lacking',
      detail: `${COURSE_CACHE} cannot be written to: every command starts more slowly`,
      mend: 'Set COURSE_CACHE to a folder that you may write to.',
    })
  })

  it.each([
    [['check', '1/add'], '/proc/none/01-adding/add.ts cannot be written: '],
    [['note', '1', 'x'], 'The note could not be recorded.'],
    [['init', '/proc/none'], 'A workbook cannot be made in /proc/none: '],
    [['export', '/proc/none/all.zip'], 'The folder /proc/none is not there.'],
  ])('is an error of course %j', async (args, message) => {
    const cwd = temporaryFolder('cwd')
    const COURSE_WORKBOOK = args[0] === 'export' ? join(cwd, 'workbook') : '/proc/none'
    if (args[0] === 'export') await runCourse(['day', '1'], { cwd })
    const ran = await runCourse(args, { cwd, env: { COURSE_WORKBOOK }, timeout: 60_000 })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  })
})
