/** Advance widths of the characters from space to `~` in Inter, in hundredths of the font size. */
const REGULAR = [
  28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29, 30, 66,
  66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74, 69, 99, 68, 68,
  63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61, 61, 38, 53, 33, 59, 56,
  82, 55, 56, 55, 43, 33, 43, 66,
]
const BOLD = [
  24, 34, 55, 65, 65, 102, 67, 34, 38, 38, 56, 68, 33, 47, 33, 39, 67, 43, 63, 65, 68, 62, 65, 58, 65, 65, 33, 34, 68,
  68, 68, 56, 102, 75, 66, 74, 72, 61, 59, 75, 75, 28, 58, 72, 57, 93, 76, 77, 65, 78, 66, 65, 67, 73, 75, 104, 74, 73,
  66, 38, 39, 38, 49, 48, 37, 58, 63, 59, 63, 60, 40, 63, 62, 27, 27, 58, 27, 91, 62, 61, 63, 63, 41, 56, 37, 62, 60,
  85, 58, 60, 57, 47, 37, 47, 68,
]
/** Of what is not in the tables: wide enough for accented letters, and for scripts that fill their square. */
const OTHER = 78
const SQUARE = 100
const FIRST_SQUARE = 0x1100

export interface Type {
  /** In pixels. */
  size: number
  bold?: boolean
}

/** Pixels from left to right. */
export function textPixels(text: string, { size, bold = false }: Type): number {
  const widths = bold ? BOLD : REGULAR
  const sum = [...text].reduce((total, character) => {
    const code = character.codePointAt(0) ?? 0
    return total + (widths[code - 32] ?? (code >= FIRST_SQUARE && !isPunctuation(code) ? SQUARE : OTHER))
  }, 0)
  return (sum * size) / 100
}

/** Lines of at most so many pixels. A word that is wider than a line is cut where the line ends. */
export function wrapPixels(text: string, type: Type, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textPixels(longer, type) <= room) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = cutWord(word, type, room)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return line === '' ? lines : [...lines, line]
}

/** The first lines, the last of them with an ellipsis where more would follow. */
export function firstLines(lines: readonly string[], most: number, type: Type, room: number): string[] {
  if (lines.length <= most) return [...lines]
  const kept = lines.slice(0, most)
  let last = [...(kept.pop() ?? '')]
  while (last.length > 0 && textPixels(`${last.join('')}…`, type) > room) last = last.slice(0, -1)
  return [...kept, `${last.join('').trimEnd()}…`]
}

function cutWord(word: string, type: Type, room: number): string[] {
  const pieces = ['']
  for (const character of word) {
    const longer = `${pieces.at(-1)}${character}`
    if (longer === character || textPixels(longer, type) <= room) pieces[pieces.length - 1] = longer
    else pieces.push(character)
  }
  return pieces
}

/** Dashes, quotes, the ellipsis. */
function isPunctuation(code: number): boolean {
  return code >= 0x2000 && code <= 0x206f
}
