import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { languageOf } from '../engine/course/language.ts'
import { EXIT } from '../problem.ts'
import { wordsToStart } from '../to-type.ts'
import { howToRegister } from '../ui/setup/tutor.ts'
import type { World } from '../world.ts'
import { buildTutor } from './mcp/server.ts'
import { openLearner } from './parts/learner.ts'

/**
 * `course mcp`: a Model Context Protocol server on stdin and stdout, for an assistant that teaches and cannot spoil.
 * Nothing else is written to stdout. It ends when its client closes stdin.
 */
export async function run(_args: string[], _options: object, world: World): Promise<number> {
  const { workbook, course } = await openLearner(world)
  if (world.stdin.isTTY) {
    const lessons = { workbook: workbook.root, course: courseNamed(course, world), language: languageOf(world) }
    world.stderr.write(howToRegister(wordsToStart(), lessons))
  }
  const ended = new AbortController()
  const within: World = {
    ...world,
    stdout: world.stderr,
    signal: AbortSignal.any([world.signal, ended.signal]),
  }
  const { version } = JSON.parse(readFileSync(join(world.packageRoot, 'package.json'), 'utf8'))
  const transport = new StdioServerTransport(world.stdin, world.stdout)
  const handle = serveStdio(() => buildTutor(within, String(version)), {
    transport,
    onerror: (error) => world.stderr.write(`${error.message}\n`),
  })
  await endOf(world)
  ended.abort()
  await handle.close()
  return EXIT.ok
}

/** Where it is not the built-in one. */
function courseNamed({ root }: { root: string }, { packageRoot }: World): string | undefined {
  return root === packageRoot ? undefined : root
}

/** Its client has gone, or Ctrl-C. */
async function endOf({ stdin, signal }: World): Promise<void> {
  try {
    await Promise.race([once(stdin, 'end', { signal }), once(stdin, 'close', { signal })])
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
