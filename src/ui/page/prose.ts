import { Marked, type RendererObject, type Tokens } from 'marked'
import type { Section } from '../../sections.ts'
import { asTyped } from '../../to-type.ts'
import { decodeEntities, htmlText } from '../markdown/inline.ts'
import { cleanText } from '../text/clean.ts'
import { codeHtml } from './code.ts'
import { escaped } from './html.ts'

const FOR_A_SHELL = new Set(['sh', 'bash', 'shell', 'console'])

/**
 * Markdown as HTML that can do nothing: tags in it are text, or gone where they were layout; links lead to a section or to
 * https and http addresses, pictures are named. Commands are in the form that the learner types.
 */
export function proseHtml(markdown: string): string {
  return prose.parse(cleanText(markdown)) as string
}

/** The same of a text that stands within a line. */
export function lineHtml(markdown: string): string {
  return prose.parseInline(cleanText(markdown)) as string
}

/** A section with its heading, whose id is the section's anchor. */
export function sectionHtml({ anchor, title, markdown }: Section): string {
  const body = markdown.replace(/^ {0,3}##[ \t][^\n]*\n?/, '')
  const isHeaded = body !== markdown
  const heading = isHeaded ? `<h2 id="${escaped(anchor)}">${lineHtml(headingOf(markdown, title))}</h2>\n` : ''
  return `${heading}${proseHtml(body)}`
}

function headingOf(markdown: string, title: string): string {
  const [, text = title] = /^ {0,3}##[ \t]+(.*?)[ \t]*#*\s*$/m.exec(markdown) ?? []
  return text.replace(/\s*\{#[^}\s]+\}$/, '')
}

/** Each writes out what it is given, escaped: nothing of Markdown's own HTML is left to the library. */
const renderer: RendererObject<string, string> = {
  heading({ tokens, depth }) {
    const text = this.parser.parseInline(tokens).replace(/\s*\{#[^}\s]+\}\s*$/, '')
    return `<h${depth}>${text}</h${depth}>\n`
  },
  code({ text, lang = '' }) {
    const language = /^\S*/.exec(lang)?.[0].toLowerCase() ?? ''
    return `${codeHtml(FOR_A_SHELL.has(language) ? asTyped(text) : text, language)}\n`
  },
  codespan({ text }) {
    return `<code>${escaped(asTyped(text))}</code>`
  },
  // The library takes what stands between some tags for HTML that is meant.
  text(token) {
    if ('tokens' in token && token.tokens) return this.parser.parseInline(token.tokens)
    return escaped(decodeEntities(token.type === 'escape' ? token.text : token.raw))
  },
  html({ text, block }) {
    const shown = escaped(htmlText(text))
    return block && shown.trim() !== '' ? `<p>${shown.trim()}</p>\n` : shown
  },
  link({ href, tokens }) {
    const label = this.parser.parseInline(tokens)
    if (href.startsWith('#')) return `<a href="${escaped(href)}">${label}</a>`
    if (!/^https?:\/\//i.test(href)) return label
    return `<a href="${escaped(href)}" target="_blank" rel="noopener noreferrer">${label}</a>`
  },
  image({ text }) {
    return text === '' ? '' : escaped(`[${text}]`)
  },
  checkbox({ checked }) {
    return checked ? '☑ ' : '☐ '
  },
  table({ header, rows }) {
    const row = (cells: Tokens.TableCell[]) => `<tr>${cells.map((cell) => this.tablecell(cell)).join('')}</tr>\n`
    const body = rows.map(row).join('')
    // Wider than the page it is scrolled, with the keyboard as well.
    return `<div class="table" tabindex="0"><table><thead>${row(header)}</thead><tbody>${body}</tbody></table></div>\n`
  },
  tablecell({ tokens, header, align }) {
    const tag = header ? 'th' : 'td'
    return `<${tag}${align ? ` class="${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>`
  },
}

const prose = new Marked({ gfm: true, async: false, renderer })
