import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sayFileError } from '../../file-error.ts'
import { makeFolder } from '../../make-folder.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'

interface Package {
  name: string
  /** Where the course has it. */
  folder: string
}

/**
 * The packages of the course that Node.js does not find from a folder. npm puts them there where the course was published.
 * Of a course that is a folder of this machine it makes a link, and what that folder holds is out of sight.
 */
export function packagesOutOfSight(folder: string, packageRoot: string): Package[] {
  return packagesOf(packageRoot).filter(({ name }) => folderOf(name, folder) === undefined)
}

/**
 * Links these packages into the workbook's `node_modules`. What npm has put there stays.
 * @returns their names
 * @throws Problem when the folder cannot be written to
 */
export function linkPackages(root: string, packageRoot: string): string[] {
  const packages = packagesOutOfSight(root, packageRoot)
  try {
    for (const { name, folder } of packages) {
      const link = join(root, 'node_modules', name)
      makeFolder(dirname(link))
      // Of a course that has moved: a link that leads nowhere.
      rmSync(link, { force: true })
      // Unlike a link to a folder, a junction needs no special rights on Windows. Elsewhere the word is ignored.
      symlinkSync(folder, link, 'junction')
    }
  } catch (error) {
    throw new Problem(
      `The packages of the course cannot be linked into ${shellWord(root)}: ${sayFileError(error)}.`,
      'Mend the permissions of its node_modules, or remove that folder, and try again.',
    )
  }
  return packages.map(({ name }) => name)
}

function packagesOf(packageRoot: string): Package[] {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(packageRoot, 'package.json'), 'utf8'),
  )
  return Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    const folder = folderOf(name, packageRoot)
    return folder === undefined ? [] : [{ name, folder }]
  })
}

/** Where Node.js finds a package from there. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (dirname(folder) === folder) return undefined
  }
}
