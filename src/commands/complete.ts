import type { CommandModule } from '../command-table.ts'
import { openCourse } from '../engine/course/open.ts'
import { EXIT, isProblem } from '../problem.ts'
import { cleanText } from '../ui/text/clean.ts'
import type { World } from '../world.ts'
import { type CommandLine, candidatesFor } from './completion/candidates.ts'

/**
 * `course __complete <words before the cursor> =<word at the cursor>`: what a shell asks at each Tab. Gives a line for each candidate,
 * with what it means behind a tab, or `:files`. Where anything is wrong it gives nothing: nobody wants an error in the middle of a line.
 */
export function completing(line: CommandLine): CommandModule {
  return { run: (typed, _options, world) => complete(typed, line, world) }
}

async function complete(typed: string[], line: CommandLine, world: World): Promise<number> {
  const before = typed.slice(0, -1)
  const word = (typed.at(-1) ?? '').replace(/^=/, '')
  const chosen = before.lastIndexOf('--course')
  const course = before[chosen + 1]
  const flags = { ...world.flags, ...(chosen >= 0 && course !== undefined && { course }) }
  try {
    const found = await candidatesFor({ before, word: word === '=' ? '' : word }, line, () =>
      openCourse({ ...world, flags }),
    )
    const lines = found.kind === 'files' ? [':files'] : found.words.map(([each, says]) => `${each}\t${cleanText(says)}`)
    world.stdout.write(lines.map((line) => `${line}\n`).join(''))
  } catch (error) {
    if (!isProblem(error)) throw error
  }
  return EXIT.ok
}
