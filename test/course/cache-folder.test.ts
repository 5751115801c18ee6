import { expect, it } from 'vitest'
import { cacheFolder } from '../../src/engine/course/cache-folder.ts'

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
