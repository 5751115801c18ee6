import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import type { World } from '../world.ts'
import { isShell, SHELLS, scriptFor } from './completion/scripts.ts'

/** `course completion <shell>`: prints the script that makes the shell ask `course __complete` at each Tab. */
export async function run([shell = '']: string[], _options: object, world: World): Promise<number> {
  const name = shell.toLowerCase() === 'pwsh' ? 'powershell' : shell.toLowerCase()
  if (!isShell(name)) {
    throw new Problem(
      `There is no completion for "${shell}", only for ${SHELLS.slice(0, -1).join(', ')} and ${SHELLS.at(-1)}.`,
      `${toType('completion --help')} says where to put each.`,
      { code: 'usage' },
    )
  }
  world.stdout.write(scriptFor(name))
  return EXIT.ok
}
