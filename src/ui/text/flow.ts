import type { Look } from '../terminal/look.ts'
import { textWidth } from './width.ts'

/** Parts on one line with dots between them, on several lines where they do not fit. */
export function flow(
  parts: readonly string[],
  { width, unicode, chalk }: Look,
  between = unicode ? ' · ' : ', ',
): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const joined = last === undefined ? part : last + between + part
    if (last !== undefined && textWidth(joined) <= width) lines[lines.length - 1] = joined
    else lines.push(part)
  }
  return lines.map((line) => chalk.dim(line))
}
