import { spawn } from 'node:child_process'
import type { World } from '../world.ts'

/**
 * Opens a file, or an address, in the learner's browser and lets it go: $BROWSER, else whatever this system opens pages with.
 * Says whether that began; a server without a desktop has none.
 */
export function openInBrowser(place: string, { env }: Pick<World, 'env'>): Promise<boolean> {
  const [program, ...args] = opener(env)
  const child = spawn(program, [...args, place], { stdio: 'ignore', detached: true, env })
  child.unref()
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('spawn', () => resolve(true))
  })
}

function opener(env: World['env']): [string, ...string[]] {
  const named = env['BROWSER']?.trim()
  if (named) return [named]
  if (process.platform === 'darwin') return ['open']
  // A shell's `start` would read characters of the path as its own.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return ['xdg-open']
}
