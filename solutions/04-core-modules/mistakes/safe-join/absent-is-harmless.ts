/* mistake
wrong: When a file does not exist, it gives the path without asking where the folders above it lead.
why: realpath throws for a new file, so the error is caught, and what does not exist cannot be stolen. But it can be written.
fails:
  - gives the future path of a file that does not exist yet
  - refuses a new file behind a link that leads out, or nowhere
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
  // Twice: first so that nothing outside is even looked at, then because links may lead out.
  if (!isInside(realRoot, asked)) throw new PathError('the path leads out of its folder')
  const real = await realOrFuture(asked)
  if (!isInside(realRoot, real)) throw new PathError('a link leads out of its folder')
  return real
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

/** The real path of a file; for one that does not exist, where it would be in the real folder above it. */
async function realOrFuture(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
  return path
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
