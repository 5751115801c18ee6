import { type CodeNode, classesOf, createReader, type ReadCode } from '../code/grammars.ts'
import { escaped } from './html.ts'

let reader: ReadCode | undefined

/** Code in a `<pre>`; what it is made of has the classes `hljs-keyword`, `hljs-string` and so on. Pictures of letters stay as they are. */
export function codeHtml(code: string, language: string): string {
  reader ??= createReader()
  const nodes = reader(code, language)
  const body = nodes ? nodes.map(nodeHtml).join('') : escaped(code)
  // Wider than the page it is scrolled, with the keyboard as well.
  return `<pre tabindex="0"><code>${body}</code></pre>`
}

/** The lines of a unified difference, those of either side in an element of their own. */
export function differenceHtml(text: string): string {
  const lines = text.split('\n').map((line) => {
    if (line.startsWith('@@')) return `<span class="hljs-meta">${escaped(line)}</span>`
    if (line.startsWith('-')) return `<del>${escaped(line)}</del>`
    return line.startsWith('+') ? `<ins>${escaped(line)}</ins>` : escaped(line)
  })
  return `<pre tabindex="0" class="difference"><code>${lines.join('\n')}</code></pre>`
}

/** What a program printed, as it was. */
export function outputHtml(text: string): string {
  return text === '' ? '<p class="nothing">(nothing)</p>' : `<pre tabindex="0"><samp>${escaped(text)}</samp></pre>`
}

/** By the extension of a file. */
export function languageOf(path: string): string {
  return /\.([a-z]+)$/.exec(path)?.[1] ?? 'text'
}

function nodeHtml(node: CodeNode): string {
  if (node.type === 'text') return escaped(node.value)
  if (node.type !== 'element') return ''
  const classes = classesOf(node).map((name) => `hljs-${name}`)
  return `<span class="${escaped(classes.join(' '))}">${node.children.map(nodeHtml).join('')}</span>`
}
