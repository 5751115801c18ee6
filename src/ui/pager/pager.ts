import type { Input, Output } from '../../world.ts'
import { openKeys } from '../terminal/keys.ts'
import type { Look } from '../terminal/look.ts'
import { enterSecondScreen, paint } from '../terminal/second-screen.ts'
import { drawScreen } from './screen.ts'
import { type Book, openView, press, settle, type View } from './view.ts'

interface Page {
  title: string
  render: (look: Look) => string
}

export interface PagerRequest {
  /** Stands in the status line. */
  name: string
  pages: Page[]
  /** Index of the page to open. Default the first. */
  start?: number
  /** Keys that leave, with what they do in a word; that word is the end's `how`. */
  exits?: Record<string, string>
  /** Going on at the very end leaves, with `how: 'finished'`. */
  leaveAtEnd?: boolean
  /** Called for each page that comes on the screen, the first one included. */
  onPage?: (page: number) => void
}

export interface Terminal {
  input: Input
  output: Output
  /** Asked again after each change of the terminal's size. */
  look: () => Look
  signal?: AbortSignal
}

export interface PagerEnd {
  /** `quit`, `interrupted`, `finished`, or a word of `exits`. */
  how: string
  page: number
}

/** Shows pages on the terminal's second screen until the reader leaves. Whatever happens, the terminal is given back. */
export async function openPager(request: PagerRequest, terminal: Terminal): Promise<PagerEnd> {
  const { output } = terminal
  let book = bookOf(request, terminal)
  let view = openView(request.start ?? 0)
  const draw = () => paint(output, rowsOf(view, book, request, terminal))
  const resize = () => {
    const before = book.linesOf(view.page).length
    book = bookOf(request, terminal)
    view = settle(view, before, book)
    draw()
  }
  const keys = openKeys(terminal.input, terminal.signal)
  const leave = enterSecondScreen(output, keys, resize)
  try {
    draw()
    request.onPage?.(view.page)
    for (;;) {
      const key = await keys.next()
      const next = key === undefined ? { leave: 'quit' } : press(view, key, book)
      if ('leave' in next) return { how: next.leave, page: view.page }
      const turned = next.page !== view.page
      view = next
      draw()
      if (turned) request.onPage?.(view.page)
    }
  } finally {
    keys.close()
    leave()
  }
}

function bookOf({ pages, exits = {}, leaveAtEnd = false }: PagerRequest, { output, look }: Terminal): Book {
  const rendered = new Map<number, string[]>()
  const now = look()
  return {
    pages: pages.length,
    height: Math.max(1, (output.rows ?? 24) - 1),
    exits,
    leaveAtEnd,
    linesOf: (page) => {
      const known = rendered.get(page)
      if (known) return known
      const lines = (pages[page]?.render(now) ?? '').replace(/\n+$/, '').split('\n')
      rendered.set(page, lines)
      return lines
    },
  }
}

function rowsOf(view: View, book: Book, request: PagerRequest, { output, look }: Terminal): string[] {
  return drawScreen(view, book, {
    columns: Math.max(1, output.columns ?? 80),
    rows: book.height + 1,
    look: look(),
    name: request.name,
    titles: request.pages.map((page) => page.title),
    exits: request.exits ?? {},
  })
}
