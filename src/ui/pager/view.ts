import { stripVTControlCharacters } from 'node:util'
import type { Key } from '../terminal/keys.ts'

/** Where a reader is, and what they are doing there. */
export interface View {
  page: number
  /** Index of the first line shown. */
  top: number
  /** Columns that are scrolled out on the left. */
  left: number
  mode: 'reading' | 'searching' | 'help'
  /** What is being typed after `/`. */
  typed: string
  query: string
  message: string
}

/** What is read. Lines depend on the width, so they are asked for when they are needed. */
export interface Book {
  pages: number
  linesOf(page: number): string[]
  /** Lines that fit above the status line. */
  height: number
  /** True where going on after the last line of the last page leaves. */
  leaveAtEnd: boolean
  /** Keys that leave, with what they mean to the caller. */
  exits: Record<Key, string>
}

export interface Leave {
  leave: string
}

export function openView(page: number): View {
  return { page, top: 0, left: 0, mode: 'reading', typed: '', query: '', message: '' }
}

/** What a key does. Pure. */
export function press(view: View, key: Key, book: Book): View | Leave {
  if (key === 'ctrl-c') return { leave: 'interrupted' }
  if (view.mode === 'help') return { ...view, mode: 'reading' }
  if (view.mode === 'searching') return typeSearch(view, key, book)
  const exit = book.exits[key]
  if (exit) return { leave: exit }
  const still = { ...view, message: '' }
  return MOVES.get(key)?.(still, book) ?? still
}

/** After a change of width or height: about the same place. */
export function settle(view: View, before: number, book: Book): View {
  const lines = book.linesOf(view.page).length
  return scrollTo({ ...view, left: 0 }, Math.round((view.top / Math.max(1, before)) * lines), book)
}

export function isAtEnd(view: View, book: Book): boolean {
  return view.top >= lastTop(view.page, book)
}

const SIDEWAYS = 16

type Move = (view: View, book: Book) => View | Leave

const bindings: [keys: string, move: Move][] = [
  [
    'space enter f page-down ctrl-f',
    (view, book) => (isAtEnd(view, book) ? nextPage(view, book) : scrollTo(view, view.top + screenOf(book), book)),
  ],
  [
    'b page-up ctrl-b',
    (view, book) =>
      view.top === 0 ? previousPage(view, book, 'end') : scrollTo(view, view.top - screenOf(book), book),
  ],
  ['d ctrl-d', (view, book) => scrollTo(view, view.top + Math.ceil(screenOf(book) / 2), book)],
  ['u ctrl-u', (view, book) => scrollTo(view, view.top - Math.ceil(screenOf(book) / 2), book)],
  ['j down', (view, book) => scrollTo(view, view.top + 1, book)],
  ['k up', (view, book) => scrollTo(view, view.top - 1, book)],
  ['right', (view, book) => ({ ...view, left: Math.min(view.left + SIDEWAYS, overhang(view, book)) })],
  ['left', (view) => ({ ...view, left: Math.max(0, view.left - SIDEWAYS) })],
  ['g home', (view, book) => scrollTo(view, 0, book)],
  ['G end', (view, book) => scrollTo(view, Number.POSITIVE_INFINITY, book)],
  ['tab ]', nextPage],
  ['shift-tab [', (view, book) => previousPage(view, book, 'start')],
  ['/', (view) => ({ ...view, mode: 'searching', typed: '' })],
  ['n', (view, book) => search(view, book, 1)],
  ['N', (view, book) => search(view, book, -1)],
  ['? h', (view) => ({ ...view, mode: 'help' })],
  ['q Q escape', () => ({ leave: 'quit' })],
]

const MOVES = new Map(bindings.flatMap(([keys, move]) => keys.split(' ').map((key) => [key, move] as const)))

/** Lines that a screen moves by: on one of any size, the last line stays in sight. */
function screenOf({ height }: Book): number {
  return height > 6 ? height - 1 : height
}

function lastTop(page: number, book: Book): number {
  return Math.max(0, book.linesOf(page).length - book.height)
}

/** How far the longest line can be scrolled with some of it still in sight. */
function overhang(view: View, book: Book): number {
  const longest = Math.max(0, ...book.linesOf(view.page).map((line) => stripVTControlCharacters(line).length))
  return Math.max(0, longest - SIDEWAYS)
}

function scrollTo(view: View, line: number, book: Book): View {
  return { ...view, top: Math.max(0, Math.min(line, lastTop(view.page, book))) }
}

function openPage(view: View, page: number): View {
  return { ...view, page, top: 0, left: 0 }
}

function nextPage(view: View, book: Book): View | Leave {
  if (view.page + 1 < book.pages) return openPage(view, view.page + 1)
  return book.leaveAtEnd ? { leave: 'finished' } : { ...view, message: 'This is the end' }
}

function previousPage(view: View, book: Book, where: 'start' | 'end'): View {
  if (view.page === 0) return scrollTo({ ...view, message: 'This is the beginning' }, 0, book)
  const page = openPage(view, view.page - 1)
  return where === 'end' ? scrollTo(page, Number.POSITIVE_INFINITY, book) : page
}

function typeSearch(view: View, key: Key, book: Book): View {
  if (key === 'escape') return { ...view, mode: 'reading', typed: '' }
  if (key === 'backspace') {
    return view.typed ? { ...view, typed: [...view.typed].slice(0, -1).join('') } : { ...view, mode: 'reading' }
  }
  if (key === 'enter') return search({ ...view, mode: 'reading', query: view.typed || view.query, typed: '' }, book, 1)
  if (key === 'space') return { ...view, typed: `${view.typed} ` }
  return [...key].length === 1 ? { ...view, typed: view.typed + key } : view
}

/** Goes to the next line that holds the query, in this page and then in the others, round and round. */
function search(view: View, book: Book, step: 1 | -1): View {
  if (!view.query) return { ...view, message: 'Type / and what to look for' }
  for (let turn = 0; turn <= book.pages; turn++) {
    const page = (((view.page + turn * step) % book.pages) + book.pages) % book.pages
    const found = matchingLines(book.linesOf(page), view.query)
    // On the first turn what lies ahead, on the last what lies behind.
    const ahead = turn === 0 ? found.filter((line) => (step > 0 ? line > view.top : line < view.top)) : found
    const line = step > 0 ? ahead[0] : ahead.at(-1)
    if (line !== undefined) return goToMatch(view, page, line, book)
  }
  return { ...view, message: `Not found: ${view.query}` }
}

/** A match near the end can't be the top line; then the position is kept as if it were, so that `n` goes on. */
function goToMatch(view: View, page: number, line: number, book: Book): View {
  const there = page === view.page ? view : openPage(view, page)
  const lines = book.linesOf(page).length
  return { ...there, top: Math.min(line, Math.max(0, lines - 1)) }
}

function matchingLines(lines: string[], query: string): number[] {
  return lines.flatMap((line, index) => (matchesIn(stripVTControlCharacters(line), query).length > 0 ? [index] : []))
}

/** Where the query stands in a line. Capitals count only when the query has some. */
export function matchesIn(line: string, query: string): number[] {
  const caseless = query === query.toLowerCase()
  const text = caseless ? line.toLowerCase() : line
  const found: number[] = []
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) found.push(at)
  return found
}
