import { join } from 'node:path'

/** The path is no path inside the root: it leads out, or it is not well-formed. */
export class PathError extends Error {
  override readonly name = 'PathError'
}

/**
 * Finds the file below `root` that a path from a URL means, and gives its real absolute path.
 *
 * - `urlPath` is percent-encoded, as in a URL, and is decoded once. It means a path below the root, whether it begins
 *   with a slash, with several, or with none. An empty path means the root. What a name holds stays as it is: `%3F` is a
 *   question mark in a name, and `+` is a plus.
 * - `..` is fine as long as the path stays inside the root. If it leads out, it is a PathError.
 * - Links are followed: the real path counts. If a link leads out of the root, it is a PathError. So is a link to
 *   something that does not exist, inside the root or outside.
 * - The file need not exist, nor its folders. Then the path is that where it would be.
 * - The root exists. It may be a relative path, a link, or end with a slash.
 * - Broken percent-encoding and zero bytes are a PathError.
 *
 * @throws PathError (the promise rejects) as said above. Other errors of the file system come through, such as ENOTDIR
 * for a path that goes through a file.
 * @example
 * await safeJoin('/srv/app', '/img/a%20b.png')          // '/srv/app/img/a b.png'
 * await safeJoin('/srv/app', '/%2e%2e/%2e%2e/etc/passwd') // PathError
 */
export async function safeJoin(root: string, urlPath: string): Promise<string> {
  return join(root, urlPath)
}
