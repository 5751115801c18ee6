import { isBuiltin } from 'node:module'
import { Problem } from '../../problem.ts'
import { isOwnCommand } from '../../to-type.ts'
import { SLUG } from '../new-day.ts'

interface Taken {
  /** The name of this tool's own package. */
  tool: string
  /** Whether a shell of this machine finds a program of that name. */
  isProgram: (name: string) => boolean
}

/** Commands that learners have, whether or not this machine finds them. */
const EVERYWHERE = new Set(['course', 'node', 'npm', 'npx'])

/** @throws Problem when a package and its command cannot be called that, or something else is */
export function requireFreeName(name: string, taken: Taken): void {
  const hint =
    'The folder gives the package and its command their name: lower-case words joined by hyphens, and no command that there is.'
  if (!SLUG.test(name)) throw new Problem(`"${name}" cannot be the name of a course.`, hint)
  const other = otherOf(name, taken)
  if (other !== undefined) throw new Problem(`"${name}" cannot be the name of a course: it is ${other}.`, hint)
}

function otherOf(name: string, { tool, isProgram }: Taken): string | undefined {
  if (name === tool) return 'that of this tool'
  // Some are known with the prefix alone: `node:test`.
  if (isBuiltin(name) || isBuiltin(`node:${name}`)) return 'a module of Node.js'
  if (isOwnCommand(name)) return 'one of the commands that the course will have'
  return EVERYWHERE.has(name) || isProgram(name) ? 'a command that there is' : undefined
}
