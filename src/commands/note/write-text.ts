import { text as readAll } from 'node:stream/consumers'
import { openDraft } from '../../engine/draft.ts'
import { editorCommand } from '../../engine/editor.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { askKey } from '../../ui/terminal/ask-key.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { askText } from '../../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../../world.ts'

export interface Written {
  /** Not empty; without white space at its end. */
  text: string
  /** The file that it was written in, which is there until `done`. */
  file?: string
  done: () => void
}

/**
 * The text of a note: as it was given, from standard input where that is no terminal, else from the learner's editor.
 * Undefined when the learner writes nothing, or leaves it as it was.
 * @throws Problem when there is nobody to write it
 */
export async function writeText(
  given: string,
  before: string,
  name: string,
  world: World,
): Promise<Written | undefined> {
  if (given !== '') return { text: given, done: () => undefined }
  if (!world.stdin.isTTY) return written(await readAll(world.stdin))
  if (!isInteractive(world)) throw noText()
  if (editorCommand(world.env) === undefined) return written(await askText(world, 'Note:'))
  return inEditor(before, name, world)
}

async function inEditor(before: string, name: string, world: World): Promise<Written | undefined> {
  const draft = openDraft(name, before === '' ? '' : `${before}\n`, world)
  try {
    await draft.edit()
    // An editor with a window of its own has come back at once.
    const isOpen = cleaned(draft.read()) === before
    const text = isOpen && !(await isSaved(draft.path, world)) ? before : cleaned(draft.read())
    if (text !== '' && text !== before) return { text, file: draft.path, done: draft.remove }
    draft.remove()
    return undefined
  } catch (error) {
    if (cleaned(draft.read()) === before) draft.remove()
    throw error
  }
}

/** Waits until the learner says that they have saved; false when they want no note. */
async function isSaved(path: string, world: World): Promise<boolean> {
  const { chalk } = lookOf(world)
  world.stdout.write(`Nothing is written yet in ${shellWord(path)}\n`)
  const key = await askKey(world, chalk.dim('Enter: I have saved it now   q: leave it'))
  world.stdout.write('\r\x1b[2K')
  return key === 'enter'
}

function written(text: string): Written {
  const clean = cleaned(text)
  if (clean === '') throw noText()
  return { text: clean, done: () => undefined }
}

function noText(): Problem {
  return new Problem(
    'A note needs a text.',
    `Write it behind the day, as in: ${toType('note 7 "what I want to remember"')}`,
    { code: 'usage' },
  )
}

function cleaned(text: string): string {
  return text.replace(/\r\n?/g, '\n').trimEnd()
}
