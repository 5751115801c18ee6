import { createRequire } from 'node:module'

const C_LIBRARIES: Partial<Record<NodeJS.Platform, string[]>> = { linux: ['-gnu', '-musl'], win32: ['-msvc'] }

/**
 * The native code of a package of oxc's. The package itself looks for a dozen things before it loads this same file,
 * which takes as long again: it is asked where none of the usual ones is installed.
 *
 * @param T what of it is used
 */
export function nativeBinding<T>(packageRoot: string, name: 'oxc-transform' | 'oxc-parser'): T {
  const own = createRequire(createRequire(`${packageRoot}/package.json`).resolve(name))
  for (const library of C_LIBRARIES[process.platform] ?? ['']) {
    try {
      return own(`@${name}/binding-${process.platform}-${process.arch}${library}`) as T
    } catch {
      // Another one, or none of these.
    }
  }
  return own(name) as T
}
