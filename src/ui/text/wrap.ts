import { charactersOf, characterWidth, textWidth } from './width.ts'

export type Style = (text: string) => string

/** A piece of text that looks the same all along. Wrapping happens on these, so no colour leaks from line to line. */
export interface Span {
  text: string
  style: Style
}

export const plain: Style = (text) => text

/** What stays together on a line, with the spaces that come before it unless it opens the line. */
interface Word {
  spaces: Span[]
  spans: Span[]
  width: number
}

/** Lines no wider than `width`, broken at spaces and between wide characters; a newline in a span ends its line. */
export function wrapSpans(spans: Span[], width: number): Span[][] {
  return splitLines(spans).flatMap((line) => fillLines(wordsOf(line), Math.max(1, width)))
}

const GOOD_BREAK = /[\s,;(){}[\]=>|&?:]/

/** Cuts code so that no line is wider than `width`: after a space or a sign where there is one in the second half. */
export function chopCode(spans: Span[], width: number): Span[][] {
  const characters = spans.flatMap(({ text, style }) =>
    charactersOf(text).map((character) => ({ text: character, style })),
  )
  const lines: Span[][] = []
  let from = 0
  for (;;) {
    const rest = characters.slice(from, from + width + 1)
    const isLast = from + rest.length === characters.length
    if (isLast && spansWidth(rest) <= width) return [...lines, joined(rest)]
    const fits = chopSpans(rest, width)[0] ?? []
    const length = charactersOf(fits.map((span) => span.text).join('')).length
    const good = rest.slice(0, length).findLastIndex((character) => GOOD_BREAK.test(character.text)) + 1
    const cut = good > length / 2 ? good : length
    lines.push(joined(rest.slice(0, cut)))
    from += cut
  }
}

/** Cuts at exactly `width` columns, whatever stands there. At least one line, of at least one character. */
export function chopSpans(spans: Span[], width: number): Span[][] {
  const lines: Span[][] = [[]]
  let used = 0
  for (const { text, style } of spans) {
    for (const character of charactersOf(text)) {
      const columns = characterWidth(character)
      if (used > 0 && used + columns > width) {
        lines.push([])
        used = 0
      }
      append(lines.at(-1) ?? [], { text: character, style })
      used += columns
    }
  }
  return lines
}

/** Splits at newlines. Always gives at least one line. */
export function splitLines(spans: Span[]): Span[][] {
  const lines: Span[][] = [[]]
  for (const { text, style } of spans) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part) lines.at(-1)?.push({ text: part, style })
    }
  }
  return lines
}

export function spansWidth(spans: Span[]): number {
  return spans.reduce((sum, span) => sum + textWidth(span.text), 0)
}

export function drawSpans(spans: Span[]): string {
  return spans.map((span) => span.style(span.text)).join('')
}

/** Text without styles, wrapped. */
export function wrapText(text: string, width: number): string[] {
  return wrapSpans([{ text, style: plain }], width).map(drawSpans)
}

function fillLines(words: Word[], width: number): Span[][] {
  const lines: Span[][] = []
  let line: Span[] = []
  let used = 0
  for (const word of words) {
    const gap = used > 0 ? spansWidth(word.spaces) : 0
    if (used + gap + word.width <= width) {
      for (const span of used > 0 ? [...word.spaces, ...word.spans] : word.spans) append(line, span)
      used += gap + word.width
      continue
    }
    if (line.length > 0) lines.push(line)
    const pieces = chopSpans(word.spans, width)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? []
    used = spansWidth(line)
  }
  lines.push(line)
  return lines
}

function wordsOf(spans: Span[]): Word[] {
  const words: Word[] = []
  let word: Word = { spaces: [], spans: [], width: 0 }
  const finish = () => {
    const isWord = word.spans.length > 0
    if (isWord) words.push(word)
    word = { spaces: isWord ? [] : word.spaces, spans: [], width: 0 }
  }
  for (const { text, style } of spans) {
    for (const part of text.split(/( +)/)) {
      if (part.startsWith(' ')) {
        finish()
        word.spaces.push({ text: part, style })
        continue
      }
      for (const run of runsOf(part)) {
        if (run.wide) finish()
        append(word.spans, { text: run.text, style })
        word.width += textWidth(run.text)
        if (run.wide) finish()
      }
    }
  }
  finish()
  return words
}

/** Narrow text as it is; characters of scripts that are written without spaces one by one. */
function runsOf(part: string): { text: string; wide: boolean }[] {
  if (!part) return []
  const characters = charactersOf(part)
  const wide = characters.map((character) => characterWidth(character) === 2)
  if (!wide.includes(true)) return [{ text: part, wide: false }]
  return characters.map((text, index) => ({ text, wide: wide[index] === true }))
}

function joined(spans: Span[]): Span[] {
  const line: Span[] = []
  for (const span of spans) append(line, span)
  return line
}

function append(spans: Span[], span: Span): void {
  const last = spans.at(-1)
  if (last && last.style === span.style) last.text += span.text
  else spans.push({ ...span })
}
