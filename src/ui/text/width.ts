import { stripVTControlCharacters } from 'node:util'

/** Made on first need: it costs a third of the time that Node.js takes to start. */
let segmenter: Intl.Segmenter | undefined
/**
 * Characters that stand alone and are one column wide: Latin, Greek, Cyrillic, punctuation, arrows, signs, lines, shapes.
 * Nearly all text is of these, and then neither the segmenter nor the tables of Unicode properties are loaded.
 */
const SIMPLE =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u03ff\u0400-\u0482\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2713-\u2718\u276f]*$/
const INVISIBLE = /^[\p{Mark}\p{Cf}\p{Cc}]+$/u
const PICTURE = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u

/** Blocks that a terminal draws two columns wide (Unicode Standard Annex 11, the classes W and F, by block). */
const WIDE: [from: number, to: number][] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x17000, 0x18cff],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
]

/** What a reader sees as single characters. */
export function charactersOf(text: string): string[] {
  if (SIMPLE.test(text)) return [...text]
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

/** Columns that one character takes: 0, 1 or 2. */
export function characterWidth(character: string): number {
  if (SIMPLE.test(character)) return character.length
  if (INVISIBLE.test(character)) return 0
  if (PICTURE.test(character)) return 2
  const code = character.codePointAt(0) ?? 0
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}

/** Columns that a line takes on a terminal. Colours take none. */
export function textWidth(line: string): number {
  if (SIMPLE.test(line)) return line.length
  const text = stripVTControlCharacters(line)
  if (SIMPLE.test(text)) return text.length
  return charactersOf(text).reduce((sum, character) => sum + characterWidth(character), 0)
}

/** The line with spaces after it, `columns` wide. */
export function padTo(line: string, columns: number): string {
  return line + ' '.repeat(Math.max(0, columns - textWidth(line)))
}
