import type { ChalkInstance } from 'chalk'
import { common, createLowlight } from 'lowlight'
import { plain, type Span, type Style } from '../text/wrap.ts'

/** Code to lines of spans. */
export type Highlight = (code: string, language: string) => Span[][]

const ALIASES: Record<string, string> = {
  ts: 'typescript',
  js: 'javascript',
  sh: 'bash',
  yml: 'yaml',
  mjs: 'javascript',
}

type Tree = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children'][number]

/** Colours for the languages of a lesson. Loads a few dozen grammars, so import this file only when there are colours. */
export function createHighlight(chalk: ChalkInstance): Highlight {
  const lowlight = createLowlight(common)
  lowlight.register({ http: httpGrammar })
  const theme = themeOf(chalk)
  return (code, name) => {
    const language = ALIASES[name] ?? name
    if (!lowlight.registered(language)) return [[{ text: code, style: plain }]]
    return [lowlight.highlight(language, code).children.flatMap((node) => spansOf(node, plain, theme))]
  }
}

function spansOf(node: Tree, style: Style, theme: Map<string, Style>): Span[] {
  if (node.type === 'text') return [{ text: node.value, style }]
  if (node.type !== 'element') return []
  const classes = node.properties['className']
  const names = Array.isArray(classes) ? classes.map((name) => String(name).replace(/^hljs-|_$/g, '')) : []
  // The narrowest name comes last: `title function_`.
  const own = names.toReversed().flatMap((name) => theme.get(name) ?? [])[0]
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

/** Request and status lines and header names; the packaged grammar also loads those of every body. */
function httpGrammar() {
  return {
    name: 'HTTP',
    contains: [
      { scope: 'keyword', begin: /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)\b/m },
      { scope: 'meta', begin: /\bHTTP\/[\d.]+/ },
      { scope: 'number', begin: /(?<=HTTP\/[\d.]+ )\d{3}/ },
      { scope: 'attr', begin: /^[A-Za-z][A-Za-z-]*(?=:)/m },
    ],
  }
}
