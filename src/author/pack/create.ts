import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { installSource } from '../../engine/workbook/install-source.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { scaffold } from '../scaffold.ts'
import { packFiles } from './files.ts'
import { requireFreeName } from './name.ts'

export interface CreatedPack {
  name: string
  /** Relative to its folder. */
  files: string[]
}

const PROVERS = ['@biomejs/biome', '@types/node', 'typescript']

/**
 * Writes a course of its own, ready to be installed, proved and published. Its name is that of the folder.
 * @throws Problem when the name is none or taken, or the folder holds something already
 */
export function createPack(
  folder: string,
  title: string | undefined,
  packageRoot: string,
  isProgram: (name: string) => boolean,
): CreatedPack {
  const name = basename(folder)
  const own = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  requireFreeName(name, { tool: own.name, isProgram })
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Problem(`${shellWord(folder)} is not empty.`, 'Nothing was written. Name a folder that is not there yet.')
  }
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
