import { isAbsolute, join } from 'node:path'

const NAME = 'backend-workbook'

/**
 * Where this tool may keep what it can make again: `COURSE_CACHE`, else the platform's cache folder.
 * undefined where the user has no home, and then nothing is cached. The folder may not exist yet.
 */
export function cacheFolder(
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const chosen = env['COURSE_CACHE']
  if (chosen && isAbsolute(chosen)) return chosen
  const xdg = env['XDG_CACHE_HOME']
  if (xdg && isAbsolute(xdg)) return join(xdg, NAME)
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA']
    return local ? join(local, NAME, 'cache') : undefined
  }
  const home = env['HOME']
  if (!home || !isAbsolute(home)) return undefined
  return platform === 'darwin' ? join(home, 'Library', 'Caches', NAME) : join(home, '.cache', NAME)
}
