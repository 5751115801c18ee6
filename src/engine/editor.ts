import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import type { World } from '../world.ts'

/**
 * The command that opens files: $VISUAL, $EDITOR, the one that the learner has named, or `code` where it is on the PATH.
 * First word and arguments.
 */
export function editorCommand(env: World['env'], remembered?: string): string[] | undefined {
  const named = (env['VISUAL'] || ownEditor(env) || remembered || '').trim()
  if (named) return splitCommand(named)
  return isOnPath('code', env) ? ['code'] : undefined
}

/** Editors that are installed here, for somebody to choose from. */
export function editorsHere(env: World['env']): string[] {
  return KNOWN_EDITORS.filter((program) => isOnPath(program, env))
}

const KNOWN_EDITORS = [
  'codium',
  'cursor',
  'zed',
  'subl',
  'micro',
  'nano',
  'hx',
  'nvim',
  'vim',
  'vi',
  'emacs',
  'notepad',
]

/**
 * npm sets EDITOR for all that it starts, to `vi` or to Notepad where the learner has set none (its option `editor`). Its
 * `vi` looks like that of a learner, who says so with VISUAL, or once when asked.
 */
function ownEditor(env: World['env']): string | undefined {
  const editor = env['EDITOR']
  const isUnderNpm = env['npm_command'] !== undefined || env['npm_lifecycle_event'] !== undefined
  const isNpms = isUnderNpm && env['npm_config_editor'] !== editor && /^vi$|notepad\.exe$/i.test(editor ?? '')
  return isNpms ? undefined : editor
}

/**
 * Opens a file or folder in the learner's editor. Returns when the editor does: at once for one with a window of its own.
 * @throws Problem when there is no editor, or it cannot be started
 */
export async function openInEditor(
  path: string,
  world: Pick<World, 'env'>,
  command: string[] | undefined = editorCommand(world.env),
): Promise<{ editor: string }> {
  const byHand = `Open it yourself: ${shellWord(path)}\nTo open files from here, set VISUAL or EDITOR, as in: export EDITOR=nano`
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
