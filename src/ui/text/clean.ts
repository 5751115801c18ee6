import { stripVTControlCharacters } from 'node:util'

// Everything that a terminal obeys rather than shows: C0 (but tab and newline), DEL, C1, and the marks that reorder text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text that others wrote, made safe to print: without escape sequences, control characters and reordering marks. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n?/g, '\n')).replace(CONTROLS, '')
}
