import type { ChalkInstance } from 'chalk'
import { plain, type Span, type Style } from '../text/wrap.ts'
import { type CodeNode, classesOf, createReader } from './grammars.ts'

/** Code to lines of spans. */
export type Highlight = (code: string, language: string) => Span[][]

/** Colours for the languages of a lesson, on a terminal that has some. */
export function createHighlight(chalk: ChalkInstance): Highlight {
  const read = createReader()
  const theme = themeOf(chalk)
  return (code, language) => {
    const nodes = read(code, language)
    return [nodes ? nodes.flatMap((node) => spansOf(node, plain, theme)) : [{ text: code, style: plain }]]
  }
}

function spansOf(node: CodeNode, style: Style, theme: Map<string, Style>): Span[] {
  if (node.type === 'text') return [{ text: node.value, style }]
  if (node.type !== 'element') return []
  const own = classesOf(node)
    .toReversed()
    .flatMap((name) => theme.get(name) ?? [])[0]
  return node.children.flatMap((child) => spansOf(child, own ?? style, theme))
}

function themeOf(chalk: ChalkInstance): Map<string, Style> {
  const byStyle: [Style, string][] = [
    [chalk.gray, 'comment quote meta'],
    [chalk.magenta, 'keyword'],
    [chalk.green, 'string regexp addition'],
    [chalk.yellow, 'number literal symbol bullet'],
    [chalk.blue, 'function title section'],
    [chalk.cyan, 'built_in type class attr attribute property'],
    [chalk.red, 'deletion'],
  ]
  return new Map(byStyle.flatMap(([style, names]) => names.split(' ').map((name) => [name, style] as const)))
}
