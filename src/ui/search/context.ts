import { Chalk } from 'chalk'
import { renderMarkdown } from '../markdown/markdown.ts'
import type { Look } from '../terminal/look.ts'
import { charactersOf, textWidth } from '../text/width.ts'
import { plain, type Span, type Style } from '../text/wrap.ts'

export type IsFound = (word: string) => boolean

/** As the index cuts text into words. */
const BETWEEN_WORDS = /([\s\p{Z}\p{P}]+)/u
/** Each paragraph becomes one line. */
const ENDLESS: Look = { chalk: new Chalk({ level: 0 }), width: 100_000, unicode: true }

/**
 * The line of a Markdown text that holds most of the words, cut to the look's width around the first of them. Empty where no
 * line but the title holds one.
 */
export function contextOf(
  markdown: string,
  title: string,
  isFound: IsFound,
  look: Pick<Look, 'width' | 'unicode'>,
): string {
  let best: { line: string; count: number } | undefined
  for (const line of renderMarkdown(markdown, ENDLESS).split('\n')) {
    const text = line.trim()
    const count = text === title ? 0 : countWords(text, isFound)
    if (count > (best?.count ?? 0)) best = { line: text, count }
  }
  return best ? cut(best.line, isFound, look) : ''
}

/** The text with the words in it set off, where there are colours. */
export function highlightWords(text: string, isFound: IsFound, { chalk }: Look): Span[] {
  const found: Style = (word) => chalk.bold.underline(word)
  return partsOf(text, isFound).map((part) => ({ text: part.text, style: part.isFound ? found : plain }))
}

/** The text cut into what was found and what stands between. */
export function partsOf(text: string, isFound: IsFound): { text: string; isFound: boolean }[] {
  return text.split(BETWEEN_WORDS).map((part) => ({ text: part, isFound: isFound(part) }))
}

function countWords(line: string, isFound: IsFound): number {
  return new Set(line.toLowerCase().split(BETWEEN_WORDS).filter(isFound)).size
}

/** Whole words, with a few before the first that was found. */
function cut(line: string, isFound: IsFound, { width: columns, unicode }: Pick<Look, 'width' | 'unicode'>): string {
  const dots = unicode ? '…' : '...'
  if (textWidth(line) <= columns) return line
  const parts = line.split(/(?<= )/)
  const holds = (part: string) => part.split(BETWEEN_WORDS).some(isFound)
  const first = Math.max(0, parts.findIndex(holds))
  let from = first
  let before = 0
  while (from > 0 && before + textWidth(parts[from - 1] ?? '') < columns / 3) before += textWidth(parts[--from] ?? '')
  const kept = from > 0 ? [`${dots} `] : []
  let room = columns - textWidth(kept.join('')) - dots.length - 1
  for (const part of parts.slice(from)) {
    const width = textWidth(part.trimEnd())
    if (width > room) {
      if (kept.length < 2) kept.push(charactersOf(part).slice(0, room).join(''))
      return `${kept.join('').trimEnd()} ${dots}`
    }
    kept.push(part)
    room -= textWidth(part)
  }
  return kept.join('').trimEnd()
}
