import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { PathError, safeJoin } from '../../../exercises/04-core-modules/safe-join.ts'
import { inFolder } from '../support.ts'

/**
 * A folder with the root `app` and what is around it. A junction is the only link to a folder that Windows allows
 * everybody; elsewhere the type is ignored.
 */
export async function withRoot(body: (root: string, folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const root = join(folder, 'app')
    await mkdir(join(root, 'img'), { recursive: true })
    await mkdir(join(folder, 'app-evil'))
    await mkdir(join(folder, 'private'))
    for (const file of ['app/index.html', 'app/img/a.png', 'app-evil/secret', 'private/secret']) {
      await writeFile(join(folder, file), file)
    }
    await body(root, folder)
  })
}

/** What came of it: the path as seen from `folder`, or the name of the error. */
export async function ending(folder: string, root: string, urlPath: string): Promise<string> {
  try {
    const path = await safeJoin(root, urlPath)
    return relative(folder, path).split(sep).join('/')
  } catch (error) {
    if (error instanceof PathError) return 'PathError'
    return `not a PathError but ${String(error)}`
  }
}
