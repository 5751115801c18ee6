import { stripVTControlCharacters } from 'node:util'
import type { Look } from '../terminal/look.ts'
import { charactersOf, characterWidth, padTo, textWidth } from '../text/width.ts'
import { type Book, isAtEnd, matchesIn, type View } from './view.ts'

export interface Screen {
  columns: number
  rows: number
  look: Look
  /** What is being read, for the status line. */
  name: string
  titles: string[]
  /** What the caller's own keys do, for help: `m` → `menu`. */
  exits: Record<string, string>
}

/** Every row of the terminal, the last one being the status line. Pure. */
export function drawScreen(view: View, book: Book, screen: Screen): string[] {
  const source = view.mode === 'help' ? helpLines(screen) : book.linesOf(view.page).slice(view.top)
  const body = Array.from({ length: book.height }, (_, row) => {
    const line = source[row] ?? ''
    const shown = view.query && view.mode !== 'help' ? markMatches(line, view.query, screen.look) : line
    return cutLine(shown, view.mode === 'help' ? 0 : view.left, screen.columns, screen.look.unicode)
  })
  return [...body, statusLine(view, book, screen)]
}

/** The part of a line that a window shows. Colours stay in force; a mark says where something is cut off. */
function cutLine(line: string, left: number, columns: number, unicode: boolean): string {
  if (left === 0 && textWidth(line) <= columns) return line
  let at = 0
  let shown = ''
  for (const part of line.split(ESCAPES)) {
    if (part.startsWith('\x1b')) {
      shown += part
      continue
    }
    for (const character of charactersOf(part)) {
      if (at >= left && at + characterWidth(character) <= left + columns - 1) shown += character
      at += characterWidth(character)
    }
  }
  const reset = line.includes('\x1b') ? '\x1b[0m' : ''
  return at > left + columns - 1 ? `${shown}${reset}${unicode ? '›' : '>'}` : shown
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
const ESCAPES = /(\x1b\[[\d;]*m)/

/** A line with a match gives up its colours, so that the match is what is seen. */
function markMatches(line: string, query: string, { chalk }: Look): string {
  const text = stripVTControlCharacters(line)
  const matches = matchesIn(text, query)
  if (matches.length === 0) return line
  let shown = ''
  let from = 0
  for (const at of matches) {
    const match = text.slice(at, at + query.length)
    shown += text.slice(from, at) + (chalk.level > 0 ? chalk.inverse(match) : `[${match}]`)
    from = at + query.length
  }
  return shown + text.slice(from)
}

function statusLine(view: View, book: Book, screen: Screen): string {
  const { chalk } = screen.look
  const text = view.mode === 'searching' ? `/${view.typed}` : statusText(view, book, screen)
  const line = padTo(cutLine(text, 0, screen.columns, screen.look.unicode), screen.columns)
  return chalk.level > 0 ? chalk.inverse(line) : line.trimEnd()
}

function statusText(view: View, book: Book, screen: Screen): string {
  if (view.mode === 'help') return ' any key: back to the text'
  const lines = book.linesOf(view.page).length
  const place = book.pages > 1 ? `${view.page + 1}/${book.pages} ` : ''
  const seen = Math.min(100, Math.round(((view.top + book.height) / Math.max(1, lines)) * 100))
  const left = ` ${screen.name} ${place}${seen < 100 ? `${seen}%` : ''}`.trimEnd()
  if (view.message) return `${left}  ${view.message}`
  const next = screen.titles[view.page + 1]
  const on = !isAtEnd(view, book) ? 'on' : (next ?? (book.leaveAtEnd ? 'what to do now' : 'end'))
  const fits = textWidth(`${left}  space: ${on}  ?: keys`) <= screen.columns
  const exits = Object.entries(screen.exits).map(([key, does]) => `${key}: ${does}`)
  return fitKeys(left, [`space: ${fits ? on : 'next'}`, 'b: back', ...exits, 'q: leave', '?: keys'], screen.columns)
}

/** As many keys as there is room for; how to see the others is the last to go. */
function fitKeys(left: string, keys: string[], columns: number): string {
  for (let kept = keys.length; kept > 1; kept--) {
    const text = `${left}  ${[...keys.slice(0, kept - 1), keys.at(-1)].join('  ')}`
    if (textWidth(text) <= columns) return text
  }
  return `${left}  ?: keys`
}

function helpLines({ exits, titles }: Screen): string[] {
  const rows: [keys: string, does: string][] = [
    ['space enter f PgDn', 'a screen on, then the next section'],
    ['b PgUp', 'a screen back'],
    ['j k  down up', 'a line'],
    ['d u', 'half a screen'],
    ['g G', 'begin, end of the section'],
    ...(titles.length > 1 ? ([['] [', 'next, previous section']] as [string, string][]) : []),
    ['left right', 'sideways, where lines are long'],
    ['/ n N', 'search, next, previous'],
    ...Object.entries(exits),
    ['q', 'leave'],
  ]
  return ['', ...rows.map(([keys, does]) => `  ${keys.padEnd(20)} ${does}`)]
}
