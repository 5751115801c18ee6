import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { editorCommand, editorsHere, openInEditor, splitCommand } from '../../engine/editor.ts'
import { readSettings, writeSettings } from '../../engine/workbook/settings.ts'
import type { Workbook } from '../../engine/workbook/workbook.ts'
import { askChoice, askText } from '../../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../../world.ts'

/** Shows folders as well as files. */
const SHOWS_FOLDERS = /^(?:code|codium|cursor|zed|subl|idea|webstorm)(?:\.\w+)?$/

/**
 * Opens a file or a folder of the learner's in their editor. Where none is known, a learner at a terminal is asked once.
 * @throws Problem when there is no editor, or it cannot be started
 */
export async function openFile(path: string, workbook: Workbook, world: World): Promise<{ editor: string }> {
  const known = editorCommand(world.env, readSettings(workbook).editor)
  const asked = known || !isInteractive(world) ? undefined : await askEditor(world)
  const command = known ?? (asked === undefined ? undefined : splitCommand(asked))
  const opened = await openInEditor(placeFor(path, command?.[0] ?? ''), world, command)
  // Only once it has worked.
  if (asked !== undefined) writeSettings(workbook, { editor: asked })
  return opened
}

async function askEditor(world: World): Promise<string | undefined> {
  const here = editorsHere(world.env)
  const another = { name: 'Another', value: '' }
  const choices = [...here.map((name) => ({ name, value: name })), another]
  const chosen = here.length === 0 ? '' : await askChoice(world, 'Which editor opens your files?', choices)
  const typed = chosen || (await askText(world, 'The command that opens a file, as in nano:')).trim()
  return typed === '' ? undefined : typed
}

/** An editor of single files begins with what says what to do. */
function placeFor(path: string, program: string): string {
  const name = program.split(/[\\/]/).at(-1) ?? ''
  if (SHOWS_FOLDERS.test(name) || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return path
  const brief = join(path, 'README.md')
  return existsSync(brief) ? brief : path
}
