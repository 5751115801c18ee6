import type { Output } from '../../world.ts'
import { truncate } from '../text/fit.ts'
import { charactersOf, textWidth } from '../text/width.ts'
import type { Key, Keys } from './keys.ts'
import type { Look } from './look.ts'

/** What somebody did in front of a question. */
export type Given = { how: 'answer'; text: string } | { how: 'skip' | 'back' | 'leave' | 'interrupted' }

/** A terminal with its keyboard open. */
export interface Desk {
  keys: Keys
  output: Output
  /** As wide as the terminal is now. */
  look: () => Look
  /** False at the first question, which has none before it. */
  hasBack: boolean
  /** What was printed above, which after `fg` has the lines of a shell below it. */
  above: string
}

const ANYWHERE: Record<Key, Given> = {
  tab: { how: 'skip' },
  'shift-tab': { how: 'back' },
  escape: { how: 'leave' },
  'ctrl-c': { how: 'interrupted' },
  'ctrl-d': { how: 'leave' },
}

const BY_LETTER: Record<Key, Given> = { s: { how: 'skip' }, b: { how: 'back' }, q: { how: 'leave' } }

/** One of the options, by arrows or by its number. Gives the number as text. */
export async function askOption(names: string[], desk: Desk): Promise<Given> {
  const { keys, output, look, above } = desk
  let at = 0
  const help = () =>
    helpLine(`${look().unicode ? '↑ ↓' : 'arrows'} or a number, Enter: answer`, 's: skip', 'b: back', 'q: leave', desk)
  const draw = () => [...names.map((name, index) => optionLine(name, index, index === at, look())), '', help()]
  let drawn = draw()
  const show = (above = '') => output.write(`${above}${drawn.join('\n')}\n`)
  show()
  keys.shown = { off: () => undefined, on: () => show(above) }
  for (;;) {
    const key = await keys.next()
    if (key === undefined) return { how: 'leave' }
    const number = Number(/^[1-9]$/.exec(key)?.[0] ?? 0)
    if (key === 'enter' || (number > 0 && number <= names.length)) {
      if (number > 0) at = number - 1
      const chosen = optionLine(names[at] ?? '', at, true, look())
      output.write(`${upAndClear(rowsOf(drawn, output))}${chosen}\n`)
      return { how: 'answer', text: String(at + 1) }
    }
    const given = ANYWHERE[key] ?? BY_LETTER[key]
    if (given && (given.how !== 'back' || desk.hasBack)) return given
    at = Math.max(0, Math.min(names.length - 1, at + (STEPS[key] ?? 0)))
    output.write(upAndClear(rowsOf(drawn, output)))
    drawn = draw()
    show()
  }
}

const STEPS: Record<Key, number> = { up: -1, k: -1, down: 1, j: 1, home: -99, end: 99 }

function optionLine(name: string, index: number, isChosen: boolean, look: Look): string {
  const mark = isChosen ? (look.unicode ? '❯' : '>') : ' '
  const line = truncate(`${mark} ${index + 1}) ${name}`, look, look.width)
  return isChosen ? look.chalk.cyan(line) : line
}

/** A line of text; an empty one is no answer. */
export async function askLine(desk: Desk, allowsNothing = false): Promise<Given> {
  const { keys, output, look, above } = desk
  let text: string[] = []
  let at = 0
  let cursor = 0
  const help = () => helpLine('Enter: answer', 'Tab: skip', 'Shift-Tab: back', 'Esc: leave', desk)
  const draw = (below: string) => {
    const { shown, column } = inputLine(text, at, look())
    const { width } = look()
    output.write(`${clearFrom(cursor, output)}${shown}\n${truncate(below, look(), width)}\x1b[1A\r\x1b[${column}C`)
    cursor = column
  }
  const leave = () => output.write(`${clearFrom(cursor, output)}${inputLine(text, text.length, look()).shown}\n`)
  draw(help())
  const again = () => {
    cursor = 0
    output.write(above)
    draw(help())
  }
  keys.shown = { off: leave, on: again }
  for (;;) {
    const key = await keys.next()
    const given = key === undefined ? ({ how: 'leave' } as const) : ANYWHERE[key]
    if (given && (given.how !== 'back' || desk.hasBack)) {
      leave()
      return given
    }
    if (key === 'enter') {
      const answer = text.join('')
      if (answer.trim() !== '' || allowsNothing) {
        leave()
        return { how: 'answer', text: answer }
      }
      draw(look().chalk.yellow('Nothing is typed yet. Tab: skip this question.'))
      continue
    }
    ;[text, at] = edited(text, at, key ?? '')
    draw(help())
  }
}

function edited(text: string[], at: number, key: Key): [text: string[], at: number] {
  if (key === 'left') return [text, Math.max(0, at - 1)]
  if (key === 'right') return [text, Math.min(text.length, at + 1)]
  if (key === 'home' || key === 'ctrl-a') return [text, 0]
  if (key === 'end' || key === 'ctrl-e') return [text, text.length]
  if (key === 'ctrl-u') return [text.slice(at), 0]
  if (key === 'backspace') return [[...text.slice(0, Math.max(0, at - 1)), ...text.slice(at)], Math.max(0, at - 1)]
  const character = key === 'space' ? ' ' : key
  // Every other key has a name of several letters.
  if (charactersOf(character).length !== 1) return [text, at]
  return [[...text.slice(0, at), character, ...text.slice(at)], at + 1]
}

/** The line with the part of the text that fits, and the column of the cursor. */
function inputLine(text: string[], at: number, look: Look): { shown: string; column: number } {
  const mark = look.unicode ? '❯ ' : '> '
  const room = look.width - textWidth(mark) - 1
  let from = 0
  while (textWidth(text.slice(from, at).join('')) > room) from++
  let to = text.length
  while (textWidth(text.slice(from, to).join('')) > room) to--
  return {
    shown: look.chalk.cyan(mark) + text.slice(from, to).join(''),
    column: textWidth(mark) + textWidth(text.slice(from, at).join('')),
  }
}

/** Waits until what was printed is read. */
export async function pauseFor(onward: string, desk: Desk): Promise<'on' | 'back' | 'leave' | 'interrupted'> {
  const { keys, output, above } = desk
  const help = helpLine(`Enter: ${onward}`, undefined, 'b: back', 'q: leave', desk)
  output.write(help)
  keys.shown = { off: () => output.write('\n'), on: () => output.write(`${above}${help}`) }
  for (;;) {
    const key = await keys.next()
    const given = key === undefined ? ({ how: 'leave' } as const) : (ANYWHERE[key] ?? BY_LETTER[key])
    const how = key === 'enter' || key === 'space' || given?.how === 'skip' ? 'on' : given?.how
    if (how === undefined || how === 'answer' || (how === 'back' && !desk.hasBack)) continue
    output.write(clearFrom(textWidth(help) - 1, output))
    return how
  }
}

/** What keys do, on one line; the shortest is what has to fit. */
function helpLine(
  answer: string,
  skip: string | undefined,
  back: string,
  leave: string,
  { look: lookNow, hasBack }: Desk,
): string {
  const look = lookNow()
  const parts = [answer, skip, hasBack ? back : undefined, leave].filter((part) => part !== undefined)
  const line = parts.join('   ')
  return look.chalk.dim(truncate(textWidth(line) <= look.width ? line : parts.slice(1).join('  '), look, look.width))
}

/** That lines take, which terminals wrap anew where they become narrower. */
function rowsOf(lines: string[], output: Output): number {
  return lines.reduce((rows, line) => rows + 1 + rowsAbove(textWidth(line) - 1, output), 0)
}

/** Clears all from the line on in which the cursor stands in this column, as it was when that was drawn. */
function clearFrom(column: number, output: Output): string {
  const rows = rowsAbove(column, output)
  return `${rows > 0 ? `\x1b[${rows}A` : ''}\r\x1b[J`
}

/** Rows of a line above the one that has this column. */
function rowsAbove(column: number, { columns = 80 }: Output): number {
  return Math.floor(Math.max(0, column) / Math.max(1, columns))
}

function upAndClear(lines: number): string {
  return `\x1b[${lines}A\r\x1b[J`
}
