import { stateMark } from '../course/day.ts'
import { EARLIER_VERSION } from '../course/earlier-version.ts'
import type { Look } from '../terminal/look.ts'
import { durationOf } from '../text/duration.ts'
import { truncate } from '../text/fit.ts'
import { padTo, textWidth } from '../text/width.ts'
import { countOf, FILTERS, type ListEntry } from './entries.ts'
import { type ListLine, type ListRoom, type ListView, linesOf } from './view.ts'

export interface ListScreen {
  look: Look
  rows: number
  /** What Enter does, in a word or two. */
  go: string
  /** What q does. */
  leave: string
}

/** Narrower rows have no room for minutes. */
const WIDE_ENOUGH_FOR_MINUTES = 60
/** Less of a title says nothing. */
const SHORTEST_TITLE = 4

/** Every row of the terminal: the filters, the exercises, and what keys do. Pure. */
export function drawList(view: ListView, room: ListRoom, screen: ListScreen): string[] {
  const { look } = screen
  const lines = linesOf(view, room)
  const widest = Math.max(...room.days.flatMap(({ entries }) => entries.map(({ ref }) => ref.length)), 0)
  const body = lines.slice(view.top, view.top + room.height).map((line) => drawLine(line, view, widest, look))
  if (lines.length === 0) body.push('', ...emptyLines(view, look))
  const filled = Array.from({ length: room.height }, (_, row) => body[row] ?? '')
  return [...filterLines(view, room, look), ...filled, ...footerLines(view, screen)].slice(0, screen.rows)
}

/** Lines that are left for exercises. */
export function listHeight(view: ListView, days: ListRoom['days'], screen: ListScreen): number {
  const above = filterLines(view, { days }, screen.look).length
  return Math.max(1, screen.rows - above - footerLines(view, screen).length)
}

function drawLine({ day, entry }: ListLine, view: ListView, widest: number, look: Look): string {
  const { chalk, width } = look
  if (entry) return entryLine(entry, { isAt: entry.ref === view.at, isClosed: day.isClosed, widest }, look)
  const closed = day.isClosed ? ' (closed: its gate is not passed)' : ''
  return chalk.bold(truncate(`Day ${day.day}  ${day.title}${closed}`, look, width))
}

function entryLine(
  { ref, title, minutes, status, isDue, isOfEarlier }: ListEntry,
  { isAt, isClosed, widest }: { isAt: boolean; isClosed: boolean; widest: number },
  look: Look,
): string {
  const { chalk, unicode, width } = look
  const pointer = isAt ? (unicode ? '❯' : '>') : ' '
  const time = width < WIDE_ENOUGH_FOR_MINUTES ? '' : durationOf(minutes)
  const room = Math.max(1, width - 4)
  const name = truncate(width < WIDE_ENOUGH_FOR_MINUTES ? ref : padTo(ref, widest), look, room)
  const left = room - textWidth(name) - 2
  const after = notesThatFit([isOfEarlier ? EARLIER_VERSION : '', isDue ? 'due' : '', time].filter(Boolean), left, look)
  // The title gives way: the name says which exercise it is.
  const roomOfTitle = left - (after ? textWidth(after) + 2 : 0)
  const text = roomOfTitle >= SHORTEST_TITLE ? `${name}  ${truncate(title, look, roomOfTitle)}` : name
  const style = isAt ? chalk.cyan : isClosed ? chalk.dim : (text: string) => text
  const gap = after ? ' '.repeat(room - textWidth(text) - textWidth(after)) : ''
  return `${chalk.cyan(pointer)} ${stateMark(status, look)} ${style(text)}${gap}${chalk.dim(after)}`
}

/** All of them, else the first, which matters most, as far as it fits. */
function notesThatFit(notes: string[], columns: number, look: Look): string {
  const all = notes.join('  ')
  if (textWidth(all) <= columns) return all
  return columns > 0 ? truncate(notes[0] ?? '', look, columns) : ''
}

function filterLines(view: ListView, { days }: Pick<ListRoom, 'days'>, look: Look): string[] {
  const { chalk } = look
  const tabs = FILTERS.map((filter) => {
    const text = `${filter} ${countOf(days, filter)}`
    if (filter !== view.filter) return { text: ` ${text} `, style: chalk.dim }
    return chalk.level > 0 ? { text: ` ${text} `, style: chalk.inverse } : { text: `[${text}]`, style: String }
  })
  const search =
    view.query !== '' && view.mode !== 'searching' ? [{ text: `  /${view.query}`, style: chalk.yellow }] : []
  return flow([...tabs, ...search], '', look)
}

function footerLines(view: ListView, { look, go, leave }: ListScreen): string[] {
  const { chalk, unicode, width } = look
  const arrows = unicode ? '↑ ↓' : 'arrows'
  if (view.mode === 'searching') {
    const cursor = unicode ? '▏' : '_'
    const typed = truncate(`/${view.query}${cursor}`, look, width)
    return [
      typed,
      ...flow(
        keysOf(
          [
            ['Enter', go],
            [arrows, 'to the list'],
            ['Esc', 'all'],
          ],
          look,
        ),
        '  ',
        look,
      ),
    ]
  }
  if (view.mode === 'resetting') {
    const question = `Start ${view.at} again? Your version is kept.`
    return flow(
      [
        { text: question, style: chalk.yellow },
        ...keysOf(
          [
            ['y', 'yes'],
            ['n', 'no'],
          ],
          look,
        ),
      ],
      '  ',
      look,
    )
  }
  const keys = keysOf(
    [
      [arrows, 'move'],
      ['Enter', go],
      ['Tab', 'filter'],
      ['/', 'search'],
      ['r', 'reset'],
      ['q', leave],
    ],
    look,
  )
  const message = view.message ? [chalk.yellow(truncate(view.message, look, width))] : []
  return [...message, ...flow(keys, '  ', look)]
}

function emptyLines({ filter, query }: ListView, look: Look): string[] {
  const what =
    filter === 'all' ? 'No exercise' : filter === 'due' ? 'No exercise that is due' : `No exercise "${filter}"`
  const text = query === '' ? `${what} at the moment. Tab: the others` : `${what} with "${query}". Esc: all`
  return [`  ${truncate(text, look, look.width - 2)}`]
}

interface Piece {
  text: string
  style: (text: string) => string
}

function keysOf(keys: [key: string, does: string][], { chalk }: Look): Piece[] {
  return keys.map(([key, does]) => ({
    text: `${key}: ${does}`,
    style: (text) => chalk.bold(text.slice(0, key.length)) + chalk.dim(text.slice(key.length)),
  }))
}

/** Pieces in as few lines as hold them. */
function flow(pieces: Piece[], between: string, look: Look): string[] {
  const lines: { width: number; shown: string }[] = []
  for (const { text, style } of pieces) {
    const cut = truncate(text, look, look.width)
    const line = lines.at(-1)
    if (!line || line.width + between.length + textWidth(cut) > look.width) {
      lines.push({ width: textWidth(cut), shown: style(cut) })
      continue
    }
    line.width += between.length + textWidth(cut)
    line.shown += between + style(cut)
  }
  return lines.map(({ shown }) => shown)
}
