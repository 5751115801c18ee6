import type { Readable, Writable } from 'node:stream'
import type { FencedProcess } from './engine/judge/fenced-process.ts'

/** Where text goes: a terminal when `isTTY`, else a pipe or a file. */
export type Output = Writable & { isTTY?: boolean; columns?: number; rows?: number }

export type Input = Readable & {
  isTTY?: boolean
  isRaw?: boolean
  setRawMode?: (raw: boolean) => unknown
}

/** Everything a command may know of the world outside; tests hand in their own. */
export interface World {
  cwd: string
  env: Record<string, string | undefined>
  stdin: Input
  stdout: Output
  stderr: Output
  now: () => Date
  random: () => number
  /** Aborted by Ctrl-C. Long work stops when it is, leaving nothing running. */
  signal: AbortSignal
  /** The folder of this package: holds package.json, dist/ and the built-in course. */
  packageRoot: string
  /** Flags that come before or after any command. */
  flags: GlobalFlags
  /** A process for judging, which began to start before the command line loaded. */
  waiting?: FencedProcess | undefined
}

export interface GlobalFlags {
  /** `--workbook <dir>` */
  workbook?: string
  /** `--course <dir>`: a course other than the one in this package. */
  course?: string
  /** false with `--no-color`. */
  color: boolean
  /** `--plain` */
  plain?: boolean
  /** `--lang <tag>`: the language of lessons. */
  lang?: string
}

/**
 * Text to be listened to: no colours, no boxes or bars, nothing that is written over, no screens, no questions. With `--plain` or
 * COURSE_PLAIN, and on a terminal that can do no more (TERM=dumb).
 */
export function isPlain({ env, flags }: Pick<World, 'env' | 'flags'>): boolean {
  return flags.plain === true || env['TERM'] === 'dumb' || !['', '0', 'false', undefined].includes(env['COURSE_PLAIN'])
}

/** True when a person is at both ends, so that prompts, pagers and spinners make sense. */
export function isInteractive(world: Pick<World, 'stdin' | 'stdout' | 'env' | 'flags'>): boolean {
  return world.stdin.isTTY === true && world.stdout.isTTY === true && !world.env['CI'] && !isPlain(world)
}
