/* mistake
wrong: It looks at the text of the path only and never asks where links lead.
why: resolve() sounds as if it asked the file system. It only computes with text.
fails:
  - refuses a link that leads out of the root
  - follows a link that stays inside the root
  - gives the future path of a file that does not exist yet
  - refuses a new file behind a link that leads out, or nowhere
  - lets other errors of the file system through
*/
import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'

/** The path is no path inside the root: it leads out, or it is not well-formed. */
export class PathError extends Error {
  override readonly name = 'PathError'
}

/**
 * Finds the file below `root` that a path from a URL means, and gives its real absolute path. The file need not exist.
 * @throws PathError when the path or a link leads out of the root, or the path is not well-formed
 */
export async function safeJoin(root: string, urlPath: string): Promise<string> {
  const realRoot = await realpath(root)
  // The dot keeps an absolute path below the root: resolve('/srv', '/etc') would be '/etc'.
  const asked = resolve(realRoot, `.${sep}${decode(urlPath)}`)
  if (!isInside(realRoot, asked)) throw new PathError('the path leads out of its folder')
  return asked
}

function decode(urlPath: string): string {
  let path: string
  try {
    path = decodeURIComponent(urlPath)
  } catch (error) {
    throw new PathError('the path is not well-formed', { cause: error })
  }
  if (path.includes('\0')) throw new PathError('the path has a zero byte')
  return path
}

/** Compares by names and not by characters: `/srv/app-old` is not inside `/srv/app`, and `/srv/app/..old` is. */
function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
