import { pathToFileURL } from 'node:url'
import { shellWord } from '../../shell-word.ts'
import type { Look } from './look.ts'

/** A file, and where in it. */
export interface FilePlace {
  /** Absolute. */
  path: string
  /** As it is said from here. */
  shown: string
  line?: number | undefined
}

/** `file:line`, which many terminals make a link of by themselves; where OSC 8 is understood, a link that opens the file. */
export function fileLink({ path, shown, line }: FilePlace, { chalk, links }: Pick<Look, 'chalk' | 'links'>): string {
  const text = chalk.cyan(shellWord(line === undefined ? shown : `${shown}:${line}`))
  return links ? `\x1b]8;;${pathToFileURL(path)}\x1b\\${text}\x1b]8;;\x1b\\` : text
}
