import type { Readable, Writable } from 'node:stream'

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
}

export interface GlobalFlags {
  /** `--workbook <dir>` */
  workbook?: string
  /** `--course <dir>`: a course other than the one in this package. */
  course?: string
  /** false with `--no-color`. */
  color: boolean
}

/** True when a person is at both ends, so that prompts, pagers and spinners make sense. */
export function isInteractive(world: Pick<World, 'stdin' | 'stdout' | 'env'>): boolean {
  return world.stdin.isTTY === true && world.stdout.isTTY === true && world.env['TERM'] !== 'dumb' && !world.env['CI']
}
