import type { MarkedToken, Token } from 'marked'
import { asTyped } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { plain, type Span, type Style } from '../text/wrap.ts'

/** Inline Markdown to spans. Without colour, marks such as backticks stay, so that the text still says what it means. */
export function inlineSpans(tokens: Token[] | undefined, look: Look, style: Style = plain): Span[] {
  // `Token` also covers tokens of extensions; there are none here.
  return ((tokens ?? []) as MarkedToken[]).flatMap((token) => spansOf(token, look, style))
}

function spansOf(token: MarkedToken, look: Look, style: Style): Span[] {
  const { chalk } = look
  switch (token.type) {
    case 'strong':
      return marked(inlineSpans(token.tokens, look, over(style, chalk.bold)), '*', look)
    case 'em':
      return marked(inlineSpans(token.tokens, look, over(style, chalk.italic)), '_', look)
    case 'del':
      return marked(inlineSpans(token.tokens, look, over(style, chalk.strikethrough)), '~', look)
    case 'codespan':
      return marked([{ text: asTyped(token.text), style: over(style, chalk.cyan) }], '`', look)
    case 'link':
      return linkSpans(inlineSpans(token.tokens, look, over(style, chalk.underline)), token.href, look, style)
    case 'image':
      return linkSpans([{ text: `[${token.text || 'image'}]`, style }], token.href, look, style)
    case 'br':
      return [{ text: '\n', style }]
    case 'html':
      return [{ text: htmlText(token.text), style }]
    case 'checkbox':
      return [{ text: token.checked ? '[x] ' : '[ ] ', style }]
    case 'text':
      return token.tokens
        ? inlineSpans(token.tokens, look, style)
        : // `raw`: in `text` the parser has decoded some entities and not others.
          [{ text: decodeEntities(token.raw).replaceAll('\n', ' '), style }]
    case 'escape':
      return [{ text: decodeEntities(token.text), style }]
    default:
      return [{ text: token.raw, style }]
  }
}

function over(outer: Style, inner: Style): Style {
  return (text) => outer(inner(text))
}

function marked(spans: Span[], mark: string, { chalk }: Look): Span[] {
  if (chalk.level > 0) return spans
  return [{ text: mark, style: plain }, ...spans, { text: mark, style: plain }]
}

/** A link to another section has no address worth showing. */
function linkSpans(label: Span[], href: string, { chalk }: Look, style: Style): Span[] {
  const text = label.map((span) => span.text).join('')
  const address = cleanText(href)
  if (address.startsWith('#') || address === text || address === `mailto:${text}`) return label
  return [...label, { text: ` (${address})`, style: over(style, chalk.dim) }]
}

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  larr: '←',
  rarr: '→',
  times: '×',
}

/** What an entity stands for is text from outside like any other, so it is cleaned too. */
export function decodeEntities(text: string): string {
  const decoded = text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name] ?? whole
    const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
  return cleanText(decoded)
}

const LAYOUT_TAG = /<\/?(?:a|b|i|em|strong|sub|sup|kbd|span|div|p|details|summary|code)(?:\s[^>]*)?>/gi

/** Comments and tags of layout go; what only looks like a tag, as `Promise<T>`, is text. */
export function htmlText(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(LAYOUT_TAG, '')
}
