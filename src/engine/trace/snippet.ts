import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import type { World } from '../../world.ts'
import { composeTrace } from './compose.ts'
import { runRecorded } from './run-recorded.ts'
import type { Trace } from './trace.ts'

export interface TraceOptions {
  /** For so long the snippet may run. */
  ms: number
  /** Callbacks of Node's own as well. */
  all: boolean
}

export interface Traced {
  trace: Trace
  /** The text of the snippet. */
  source: string
}

const READABLE = /\.(?:[cm]?js|m?ts)$/
const MOST_BYTES = 1024 * 1024

/**
 * Runs a snippet of the learner's and tells what the loop did.
 * @throws Problem when there is no such file, or none that Node runs
 * @throws AbortError when the signal ends it
 */
export async function traceSnippet(
  path: string,
  { ms, all }: TraceOptions,
  world: Pick<World, 'cwd' | 'env' | 'signal' | 'packageRoot'>,
): Promise<Traced> {
  const file = await fileAt(resolve(world.cwd, path), path)
  const source = await readFile(file, 'utf8')
  const run = await runRecorded(file, source, ms, world)
  return { trace: composeTrace(run, { file, source, all }), source }
}

/** Where it really lies: this is how stacks name it. */
async function fileAt(file: string, path: string): Promise<string> {
  const name = basename(file)
  const hint = 'Name a file of yours: .js, .mjs, .cjs or .ts.'
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      throw new Problem(`There is no file ${shellWord(path)}.`, hint, { code: 'not-found' })
    }
    throw new Problem(`${shellWord(path)} cannot be read: ${error.message}`, hint)
  })
  if (!found.isFile()) throw new Problem(`${shellWord(path)} is a folder, not a program.`, hint, { code: 'usage' })
  if (!READABLE.test(name))
    throw new Problem(`${shellWord(path)} is not JavaScript or TypeScript.`, hint, { code: 'usage' })
  if (found.size > MOST_BYTES)
    throw new Problem(`${shellWord(path)} is too large to be traced: ${MOST_BYTES / 1024} kB at most.`, hint)
  return realpath(file)
}
