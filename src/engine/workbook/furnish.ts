import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sayFileError } from '../../file-error.ts'
import { makeFolder } from '../../make-folder.ts'
import { commandName, packOf } from '../../pack.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Course } from '../course/model.ts'
import { compilerOptions } from './compiler-options.ts'
import { rememberCourse } from './course-of.ts'
import { installSource } from './install-source.ts'
import { MARKER } from './marker.ts'
import { isInside, type Workbook } from './workbook.ts'

export interface Furnished {
  /** Files that were written, relative to the workbook. */
  added: string[]
  /** Files that were there before and stay as they are. */
  kept: string[]
}

interface Package {
  name: string
  version: string
  devDependencies: Record<string, string>
}

/**
 * Makes a folder a workbook: the marker, and what editors, npm and git need. Overwrites nothing.
 * @throws Problem when the folder cannot be written to
 */
export function furnish(workbook: Workbook, course: Pick<Course, 'title'>): Furnished {
  const result: Furnished = { added: [], kept: [] }
  const files: [name: string, content: string][] = [
    ['README.md', readme(course.title, commandName())],
    ['tsconfig.json', json(TSCONFIG)],
    ['.gitignore', 'node_modules/\n.env\n.course/kept/\n.course/settings.json\n'],
  ]
  const { packageRoot } = workbook
  if (packageRoot !== undefined && !isInside(packageRoot, workbook.root)) {
    files.push(['package.json', json(packageFor(workbook.root, packageRoot))])
  }
  try {
    makeFolder(join(workbook.root, MARKER))
    for (const [name, content] of files) {
      result[writeNew(join(workbook.root, name), content) ? 'added' : 'kept'].push(name)
    }
    rememberCourse(workbook.root, course)
  } catch (error) {
    throw new Problem(
      `A workbook cannot be made in ${shellWord(workbook.root)}: ${sayFileError(error)}.`,
      `Make room or mend the permissions, or choose another folder: \`${toType('init <dir>')}\`.`,
    )
  }
  return result
}

const TSCONFIG = { compilerOptions, include: ['**/*.ts'], exclude: ['node_modules', '.course'] }

function packageFor(root: string, packageRoot: string): object {
  const own: Package = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const types = Object.entries(own.devDependencies ?? {}).filter(([name]) => name.startsWith('@types/'))
  const command = commandName()
  const source = packOf(process.env) ?? { ...own, root: packageRoot }
  const asked = isReachable(root, source.name) ? undefined : installSource(source.root, source)
  return {
    name: command === 'course' ? 'my-backend-workbook' : `my-${command}-workbook`,
    private: true,
    type: 'module',
    scripts: {
      check: `${command} check`,
      progress: `${command} progress`,
      // Of a folder npm makes a link, and it takes away other links whenever it changes something. After that it runs this.
      ...(asked === `file:${source.root}` && { dependencies: `${command} doctor --install packages --workbook .` }),
    },
    ...(asked !== undefined && { dependencies: { [source.name]: asked } }),
    devDependencies: Object.fromEntries(types),
  }
}

/** True when Node would find the package from there already. */
function isReachable(from: string, name: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true
    if (dirname(folder) === folder) return false
  }
}

function writeNew(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function readme(title: string, command: string): string {
  const line = (words: string, does: string) =>
    `    ${`npx ${command} ${words}`.trimEnd().padEnd(11 + command.length + 3)}${does}`
  return `# My workbook

For the course "${title}". Everything here is yours: edit it, commit it.

You may move the folder. If it was made in the folder of the course, say \`npx ${command} init <its new place>\` there afterwards,
and then \`npm install\` in the new place. This writes the package.json from which npm knows the course and its packages.

| file | what it is |
|---|---|
| \`02-…/map-limit.ts\` | an exercise, put here when you open its day |
| \`progress.json\` | what you have done; keep it, commit it |
| \`.course/\` | which course this is, what the starters were, and the versions that \`${command} reset\` put aside |

${line('', 'where you are, and what is next')}
${line('watch', 'judges whenever you save')}
${line('progress', 'what you have proved')}

A new version of the course never changes a file that you have changed.
`
}
