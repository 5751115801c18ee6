import type { ShownMistake } from '../../engine/mistakes/show.ts'
import { toType } from '../../to-type.ts'
import { colourDiff } from '../code/diff.ts'
import type { Highlight } from '../code/highlight.ts'
import { renderSources } from '../code/source.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'
import { markedTitle } from './caught.ts'

/** Wrong answers, each with what is wrong, why, and the code that makes it so. */
export function renderMistakes(views: ShownMistake[], look: Look, highlight: Highlight): string {
  const legend = "Lines with a minus are the solution's, lines with a plus the wrong answer's."
  const head = wrapText(legend, look.width).map((line) => look.chalk.dim(line))
  return [`${head.join('\n')}\n`, ...views.map((view) => renderMistake(view, look, highlight))].join('\n')
}

/** How to see them, in a line. */
export function renderOffer(ref: string, count: number): string {
  const what = count === 1 ? 'One wrong answer that others gave' : `${count} wrong answers that others gave`
  return `${what}, with what is wrong and why: ${toType(`solution ${ref} --mistakes`)}\n`
}

export function renderMistake({ name, header, shown }: ShownMistake, look: Look, highlight: Highlight): string {
  const { chalk, width } = look
  const said = [
    chalk.bold(name),
    ...wrapText(header.wrong, width - 2).map((line) => `  ${line}`),
    ...wrapText(header.why, width - 2).map((line) => chalk.dim(`  ${line}`)),
    '',
    ...header.fails.flatMap((title) => markedTitle(title, look)),
    '',
  ]
  const code =
    shown.kind === 'difference' ? colourDiff(shown.text.trimEnd(), look) : renderSources([shown], look, highlight)
  return `${said.join('\n')}\n${code.trimEnd()}\n`
}
