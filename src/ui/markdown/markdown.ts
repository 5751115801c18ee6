import { Lexer, Marked, type MarkedToken, type Token, type Tokens } from 'marked'
import { asTyped } from '../../to-type.ts'
import type { Highlight } from '../code/highlight.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { renderTable } from '../text/table.ts'
import { textWidth } from '../text/width.ts'
import { chopCode, drawSpans, plain, type Span, spansWidth, splitLines, wrapSpans } from '../text/wrap.ts'
import { htmlText, inlineSpans } from './inline.ts'

interface Draw {
  look: Look
  width: number
  highlight: Highlight
}

const plainCode: Highlight = (code) => [[{ text: code, style: plain }]]
const FOR_A_SHELL = new Set(['sh', 'bash', 'shell', 'console'])
const KEPT_AS_DRAWN = new Set(['', 'text', 'txt', 'diagram'])

/**
 * Markdown as text for a terminal, wrapped to the look's width. Escape sequences in the source do not survive.
 * Code is coloured when a highlighter is handed in (`await loadHighlight(look)`).
 */
export function renderMarkdown(markdown: string, look: Look, highlight: Highlight = plainCode): string {
  const tokens = new Marked({ gfm: true }).lexer(cleanText(markdown))
  return `${blockLines(tokens, { look, width: look.width, highlight }).join('\n')}\n`
}

/** The highlighter, or one that leaves code as it is where there are no colours and loading it would be waste. */
export async function loadHighlight(look: Look): Promise<Highlight> {
  if (look.chalk.level === 0) return plainCode
  const { createHighlight } = await import('../code/highlight.ts')
  return createHighlight(look.chalk)
}

function blockLines(tokens: Token[], draw: Draw, tight = false): string[] {
  // `Token` also covers tokens of extensions; there are none here.
  const blocks = (tokens as MarkedToken[]).map((token) => linesOf(token, draw)).filter((lines) => lines.length > 0)
  return blocks.flatMap((lines, index) => (index > 0 && !tight ? ['', ...lines] : lines))
}

function linesOf(token: MarkedToken, draw: Draw): string[] {
  const { look, width } = draw
  switch (token.type) {
    case 'heading':
      return headingLines(token, draw)
    case 'paragraph':
    case 'text':
      return wrapSpans(inlineSpans(token.tokens ?? [token], look), width).map(drawSpans)
    case 'list':
      return listLines(token, draw)
    case 'code':
      return codeLines(token, draw)
    case 'blockquote':
      return quoteLines(token, draw)
    case 'table':
      return renderTable(tableOf(token, look), width, look)
    case 'hr':
      return look.plain ? [] : [look.chalk.dim((look.unicode ? '─' : '-').repeat(width))]
    case 'html':
      return htmlLines(token.text, draw)
    case 'space':
    case 'def':
      return []
    default:
      return wrapSpans(inlineSpans([token], look), width).map(drawSpans)
  }
}

function headingLines(token: Tokens.Heading, { look, width }: Draw): string[] {
  const text = token.text.replace(/\s*\{#[^}\s]+\}\s*$/, '')
  const { chalk, unicode, plain: isPlain } = look
  const style = token.depth <= 2 ? chalk.bold.cyan : chalk.bold
  const mark: Span[] =
    (token.depth > 2 || isPlain) && chalk.level === 0 ? [{ text: `${'#'.repeat(token.depth)} `, style: plain }] : []
  const lines = wrapSpans([...mark, ...inlineSpans(Lexer.lexInline(text), look, style)], width).map(drawSpans)
  if (token.depth > 2 || isPlain) return lines
  const rule = token.depth === 1 ? (unicode ? '═' : '=') : unicode ? '─' : '-'
  return [...lines, chalk.dim(rule.repeat(Math.min(width, Math.max(...lines.map(textWidth)))))]
}

function listLines(list: Tokens.List, draw: Draw): string[] {
  const first = typeof list.start === 'number' ? list.start : 1
  const widest = String(first + list.items.length - 1).length
  const items = list.items.map((item, index) => {
    const mark = list.ordered ? `${String(first + index).padStart(widest)}. ` : draw.look.unicode ? '• ' : '- '
    const lines = blockLines(
      withoutSpaces(item),
      { ...draw, width: Math.max(10, draw.width - mark.length) },
      !item.loose,
    )
    const box = item.task && !hasCheckbox(item) ? (item.checked ? '[x] ' : '[ ] ') : ''
    return lines.map((line, at) =>
      at === 0 ? draw.look.chalk.dim(mark) + box + line : line && ' '.repeat(mark.length) + line,
    )
  })
  return items.flatMap((lines, index) => (list.loose && index > 0 ? ['', ...lines] : lines))
}

/** A tight item's checkbox stands before its text as a block; drawn together they are one line. */
function withoutSpaces(item: Tokens.ListItem): Token[] {
  return item.tokens.filter((token) => token.type !== 'space' && token.type !== 'checkbox')
}

function hasCheckbox(item: Tokens.ListItem): boolean {
  const first = item.tokens.find((token) => token.type !== 'checkbox')
  return first !== undefined && 'tokens' in first && first.tokens?.[0]?.type === 'checkbox'
}

/** Long lines are wrapped with a mark where they go on. Drawings stay as they are: cut, they mean nothing. */
function codeLines(token: Tokens.Code, { look, width, highlight }: Draw): string[] {
  const language = /^\S*/.exec(token.lang ?? '')?.[0].toLowerCase() ?? ''
  const code = expandTabs(FOR_A_SHELL.has(language) ? asTyped(token.text) : token.text)
  const indent = width < 60 ? '' : '  '
  if (KEPT_AS_DRAWN.has(language)) return code.split('\n').map((line) => (indent + line).trimEnd())
  const room = Math.max(8, width - indent.length)
  const goesOn = look.chalk.dim(look.unicode ? '↪ ' : '\\ ')
  return splitLines(highlight(code, language).flat()).flatMap((line) => {
    if (spansWidth(line) <= room) return [(indent + drawSpans(line)).trimEnd()]
    return chopCode(line, room - 2).map((part, index) => indent + (index > 0 ? goesOn : '') + drawSpans(part))
  })
}

function expandTabs(code: string): string {
  return code.replaceAll('\t', '  ')
}

function quoteLines(token: Tokens.Blockquote, draw: Draw): string[] {
  const bar = draw.look.plain ? '' : draw.look.chalk.dim(draw.look.unicode ? '│ ' : '> ')
  return blockLines(token.tokens, { ...draw, width: Math.max(10, draw.width - 2) }).map((line) =>
    (bar + line).trimEnd(),
  )
}

function htmlLines(html: string, { look, width }: Draw): string[] {
  const text = htmlText(html.trim()).trim()
  return text ? wrapSpans([{ text, style: look.chalk.dim }], width).map(drawSpans) : []
}

function tableOf(token: Tokens.Table, look: Look) {
  const spans = (cell: Tokens.TableCell) => inlineSpans(cell.tokens, look)
  return { header: token.header.map(spans), rows: token.rows.map((row) => row.map(spans)), align: token.align }
}
