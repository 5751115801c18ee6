import { Marked, type MarkedToken, type Token } from 'marked'
import { headingOf } from './prose.ts'

/** A sentence as its reader sees it: code and link texts are in it, marks and targets are not. Lines are 1-based. */
export interface Sentence {
  text: string
  /** A piece of code counts as one word. */
  words: number
  line: number
}

/** A part of the prose, from one `##` heading to the next. */
export interface SectionCode {
  title: string
  anchor: string | undefined
  line: number
  /** Whether it holds a block in a language. A figure (`text`) is none. */
  hasCode: boolean
}

export interface Wording {
  sentences: Sentence[]
  sections: SectionCode[]
}

const FIGURES = new Set(['', 'text', 'txt', 'diagram'])

/** What the sentences and sections of a lesson are like. Headings and tables have no sentences. */
export function readWording(markdown: string, firstLine = 1): Wording {
  const wording: Wording = { sentences: [], sections: [] }
  visit(new Marked({ gfm: true }).lexer(markdown), firstLine, wording)
  return wording
}

function visit(tokens: Token[], firstLine: number, wording: Wording): void {
  let line = firstLine
  // `Token` also covers tokens of extensions; there are none here.
  for (const token of tokens as MarkedToken[]) {
    visitBlock(token, line, wording)
    line += lineBreaks(token.raw)
  }
}

function visitBlock(token: MarkedToken, line: number, wording: Wording): void {
  switch (token.type) {
    case 'heading':
      if (token.depth === 2) wording.sections.push({ ...headingOf(token.text), line, hasCode: false })
      break
    case 'code': {
      const section = wording.sections.at(-1)
      const [language = ''] = (token.lang ?? '').split(' ')
      if (section && !FIGURES.has(language)) section.hasCode = true
      break
    }
    case 'paragraph':
    case 'text':
      wording.sentences.push(...sentencesOf(token.tokens ?? [token], line))
      break
    case 'list':
      visit(token.items, line, wording)
      break
    case 'list_item':
    case 'blockquote':
      visit(token.tokens, line, wording)
      break
    default:
  }
}

/** As a reader sees it, and, character for character, as the segmenter does: code hides its full stops and spaces. */
interface Flat {
  shown: string
  read: string
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

function sentencesOf(tokens: Token[], line: number): Sentence[] {
  const { shown, read } = flatten(tokens)
  return [...segmenter.segment(beginningsShown(read.replaceAll('\n', ' ')))].flatMap(({ segment, index }) => {
    const words = segment.split(' ').filter((word) => /[\p{Letter}\p{Number}]/u.test(word)).length
    if (words === 0) return []
    const text = shown
      .slice(index, index + segment.length)
      .replaceAll('\n', ' ')
      .trim()
    return [{ text, words, line: line + lineBreaks(shown.slice(0, index)) }]
  })
}

/** A figure may begin a sentence. To the segmenter only a capital shows that what stood before it was a full stop. */
function beginningsShown(text: string): string {
  return text.replace(/(?<=[.!?]["')\]”]* +)\d/g, 'X')
}

function flatten(tokens: Token[]): Flat {
  const parts = (tokens as MarkedToken[]).map(flattenOne)
  return { shown: parts.map(({ shown }) => shown).join(''), read: parts.map(({ read }) => read).join('') }
}

function flattenOne(token: MarkedToken): Flat {
  if (token.type === 'codespan') {
    // The raw text, since it keeps the line breaks that lines are counted by. A capital may begin a sentence.
    const shown = token.raw.replaceAll('`', '')
    return { shown, read: shown.replace(/[^\n]/g, 'X') }
  }
  if ('tokens' in token && token.tokens) return flatten(token.tokens)
  if (token.type === 'br') return { shown: '\n', read: '\n' }
  if (token.type === 'html') return { shown: '', read: '' }
  const text = 'text' in token ? token.text : ''
  return { shown: text, read: text }
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1
}
