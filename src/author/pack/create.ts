import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { installSource } from '../../engine/workbook/install-source.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { SLUG } from '../new-day.ts'
import { scaffold } from '../scaffold.ts'
import { packFiles } from './files.ts'

export interface CreatedPack {
  name: string
  /** Relative to its folder. */
  files: string[]
}

const PROVERS = ['@biomejs/biome', '@types/node', 'typescript']
/** Commands that its learners have already, or should not lose. */
const TAKEN = new Set(['course', 'node', 'npm', 'npx'])

/**
 * Writes a course of its own, ready to be installed, proved and published. Its name is that of the folder.
 * @throws Problem when the name is none, or the folder holds something already
 */
export function createPack(folder: string, title: string | undefined, packageRoot: string): CreatedPack {
  const name = basename(folder)
  if (!SLUG.test(name) || TAKEN.has(name)) {
    throw new Problem(
      `"${name}" cannot be the name of a course.`,
      'The folder gives the package and its command their name: lower-case words joined by hyphens, and no command that there is.',
    )
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Problem(`${shellWord(folder)} is not empty.`, 'Nothing was written. Name a folder that is not there yet.')
  }
  const own = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const provers = PROVERS.map((each) => [each, own.devDependencies[each]])
  const files = {
    ...packFiles({
      name,
      title: title ?? wordsOf(name),
      tool: { name: own.name, source: installSource(packageRoot, own), node: own.engines.node },
      provers: Object.fromEntries(provers),
    }),
    ...scaffold({
      day: 1,
      slug: 'first-day',
      room: '01-first-day',
      topics: [],
      schemas: `../../node_modules/${own.name}/schema`,
    }),
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text, { flag: 'wx', mode: path.startsWith('bin/') ? 0o755 : 0o644 })
  }
  return { name, files: Object.keys(files) }
}

/** `http-in-small` as a title. */
function wordsOf(name: string): string {
  const words = name.replaceAll('-', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
