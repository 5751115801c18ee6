import type { Highlight } from './highlight.ts'
import type { Look } from './look.ts'
import { renderMarkdown } from './markdown.ts'

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
