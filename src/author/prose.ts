/** What a lesson's Markdown says about itself, without rendering it. Lines are 1-based. */
export interface Prose {
  /** Outside code fences. */
  words: number
  sections: { title: string; anchor: string | undefined; line: number }[]
  fences: { language: string; line: number }[]
  /** Lines of figures (`text` fences) that are wider than FIGURE_COLUMNS. */
  wide: number[]
  /** The line of a fence that is never closed. */
  openFence?: number
}

/** Every lesson has this section: the part before its first heading. */
const OPENING = 'opening'

export const FIGURE_COLUMNS = 76

const HEADING = /^ {0,3}##[ \t]+(.*?)[ \t]*#*\s*$/
const ANCHOR = /^(.*?)\s*\{#([^}\s]+)\}$/
const FENCE = /^ *(`{3,}|~{3,})\s*([^\s`]*)/

export function readProseShape(markdown: string, firstLine = 1): Prose {
  const prose: Prose = { words: 0, sections: [], fences: [], wide: [] }
  let open: { mark: string; line: number; language: string } | undefined
  for (const [index, text] of markdown.split(/\r?\n/).entries()) {
    const line = firstLine + index
    const [, mark, language = ''] = FENCE.exec(text) ?? []
    if (open) {
      if (mark?.startsWith(open.mark) && language === '') open = undefined
      else if (open.language === 'text' && [...text].length > FIGURE_COLUMNS) prose.wide.push(line)
    } else if (mark) {
      open = { mark, line, language }
      prose.fences.push({ language, line })
    } else {
      const heading = HEADING.exec(text)?.[1]
      if (heading !== undefined) prose.sections.push({ ...headingOf(heading), line })
      prose.words += countWords(text)
    }
  }
  if (open) prose.openFence = open.line
  return prose
}

export function anchorsOf(prose: Prose): string[] {
  return [OPENING, ...prose.sections.flatMap(({ anchor }) => (anchor === undefined ? [] : [anchor]))]
}

/** `Title {#anchor}` */
export function headingOf(heading: string): { title: string; anchor: string | undefined } {
  const [, title = heading, anchor] = ANCHOR.exec(heading) ?? []
  return { title, anchor }
}

/** What a reader reads: no link targets, no anchors, no marks. */
function countWords(text: string): number {
  const plain = text.replace(/\]\([^)]*\)/g, ']').replace(/\{#[^}]*\}/g, '')
  return plain.split(/\s+/).filter((word) => /[\p{Letter}\p{Number}]/u.test(word)).length
}
