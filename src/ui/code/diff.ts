import type { FileDiff, Hunk } from '../../engine/workbook/compare.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'

/** A unified diff: lines of the first with a minus, of the second with a plus. Lines are never broken, so `patch` can read it. */
export function renderDiff(files: FileDiff[], [first, second]: [string, string], look: Look): string {
  const blocks = files.map(({ path, hunks }) => {
    const body = hunks.flatMap((hunk) => [placeOf(hunk), ...hunk.lines])
    return [`--- ${first}/${path}`, `+++ ${second}/${path}`, ...body].join('\n')
  })
  return `${colourDiff(blocks.join('\n'), look)}\n`
}

/** The text of a unified diff in the colours that people know. */
export function colourDiff(text: string, { chalk }: Look): string {
  const coloured = (line: string) => {
    const clean = cleanText(line)
    if (line.startsWith('@@')) return chalk.cyan(clean)
    if (line.startsWith('-')) return chalk.red(clean)
    return line.startsWith('+') ? chalk.green(clean) : clean
  }
  return text.split('\n').map(coloured).join('\n')
}

function placeOf({ mineFrom, theirsFrom, lines }: Hunk): string {
  const mine = lines.filter((line) => line.startsWith('-') || line.startsWith(' ')).length
  const theirs = lines.filter((line) => line.startsWith('+') || line.startsWith(' ')).length
  return `@@ -${mineFrom},${mine} +${theirsFrom},${theirs} @@`
}
