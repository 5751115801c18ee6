import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { Problem } from '../problem.ts'
import type { World } from '../world.ts'

/** The command that opens files: $VISUAL, $EDITOR, or `code` where it is on the PATH. First word and arguments. */
export function editorCommand(env: World['env']): string[] | undefined {
  const named = (env['VISUAL'] || env['EDITOR'] || '').trim()
  if (named) return splitCommand(named)
  return isOnPath('code', env) ? ['code'] : undefined
}

/**
 * Opens a file or folder in the learner's editor. Returns when the editor does: at once for one with a window of its own.
 * @throws Problem when there is no editor, or it cannot be started
 */
export async function openInEditor(path: string, world: Pick<World, 'env'>): Promise<{ editor: string }> {
  const command = editorCommand(world.env)
  const byHand = `Open it yourself: ${path}\nTo open files from here, set VISUAL or EDITOR, as in: export EDITOR=nano`
  const [program, ...args] = command ?? []
  if (program === undefined) throw new Problem('No editor is known here.', byHand)
  try {
    const code = await runEditor(program, [...args, path])
    if (code !== 0) throw new Error(`it ended with code ${code}`)
  } catch (error) {
    throw new Problem(`${program} did not work: ${error instanceof Error ? error.message : error}`, byHand)
  }
  return { editor: basename(program) }
}

function runEditor(program: string, args: string[]): Promise<number> {
  // On Windows editors are often .cmd files, which only a shell runs.
  const shell = process.platform === 'win32'
  const quoted = shell ? args.map((arg) => `"${arg}"`) : args
  const child = spawn(shell ? `"${program}"` : program, quoted, { stdio: 'inherit', shell })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** `"/opt/My Editor/edit" -w` is two words. */
export function splitCommand(command: string): string[] {
  const words = command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)
  return [...words].map(([, double, single, bare]) => double ?? single ?? bare ?? '')
}

function isOnPath(program: string, env: World['env']): boolean {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program]
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.some((folder) => names.some((name) => isExecutable(join(folder, name))))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
