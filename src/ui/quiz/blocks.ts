import type { Highlight } from '../code/highlight.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import type { Look } from '../terminal/look.ts'

/** A program as a code block. */
export function programBlock(code: string, { look, highlight }: { look: Look; highlight: Highlight }): string {
  return renderMarkdown(`~~~~js\n${code.trimEnd()}\n~~~~`, look, highlight).trimEnd()
}

/** Text others wrote, its first line after `first` and the rest after `rest`. */
export function indentLines(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : rest}${line}`)
    .join('\n')
}
