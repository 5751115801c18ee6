import type { FileDiff, Hunk } from '../engine/workbook/compare.ts'
import { cleanText } from './clean.ts'
import type { Look } from './look.ts'

/** A unified diff: the learner's lines with a minus, the solution's with a plus. Lines are never broken, so `patch` can read it. */
export function renderDiff(files: FileDiff[], { chalk }: Look): string {
  const blocks = files.map(({ path, hunks }) => {
    const head = [chalk.red(`--- yours/${path}`), chalk.green(`+++ solution/${path}`)]
    return [...head, ...hunks.flatMap((hunk) => [chalk.cyan(placeOf(hunk)), ...hunk.lines.map(coloured)])].join('\n')
  })
  return `${blocks.join('\n')}\n`

  function coloured(line: string): string {
    const text = cleanText(line)
    if (line.startsWith('-')) return chalk.red(text)
    return line.startsWith('+') ? chalk.green(text) : text
  }
}

function placeOf({ mineFrom, theirsFrom, lines }: Hunk): string {
  const mine = lines.filter((line) => line.startsWith('-') || line.startsWith(' ')).length
  const theirs = lines.filter((line) => line.startsWith('+') || line.startsWith(' ')).length
  return `@@ -${mineFrom},${mine} +${theirsFrom},${theirs} @@`
}
