import type { Look } from '../terminal/look.ts'
import { charactersOf, characterWidth, textWidth } from './width.ts'

/** The line, cut with an ellipsis when it is wider than `columns`. For text without colours. */
export function truncate(line: string, look: Pick<Look, 'width' | 'unicode'>, columns = look.width): string {
  if (textWidth(line) <= columns) return line
  const end = look.unicode ? '…' : '.'
  let kept = ''
  let room = columns - end.length
  for (const character of charactersOf(line)) {
    room -= characterWidth(character)
    if (room < 0) break
    kept += character
  }
  return kept.trimEnd() + end
}
