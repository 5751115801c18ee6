/** A part of a lesson, from one `##` heading to the next. */
export interface Section {
  /** What `read:` in checks and `--section` name. The part before the first heading is `opening`. */
  anchor: string
  title: string
  /** With its heading, so that all of them joined are the prose again. */
  markdown: string
  /** Of a translation that it comes from; undefined: as lesson.md has it. */
  language?: string
}

export const OPENING = 'opening'

/** The prose cut at its `## Title {#anchor}` lines. A heading without an anchor gets one as GitHub makes them. */
export function splitSections(prose: string): Section[] {
  const sections: Section[] = []
  const taken = new Map<string, number>()
  let current: Section = { anchor: OPENING, title: 'Opening', markdown: '' }
  let fence: string | undefined
  for (const line of prose.split(/(?<=\n)/)) {
    fence = fenceAfter(line, fence)
    const heading = fence === undefined ? /^ {0,3}##[ \t]+(.*?)[ \t]*#*\s*$/.exec(line)?.[1] : undefined
    if (heading !== undefined) {
      sections.push(current)
      current = { ...nameOf(heading, taken), markdown: '' }
    }
    current.markdown += line
  }
  sections.push(current)
  return sections.filter((section) => section.anchor !== OPENING || section.markdown.trim() !== '')
}

/** The fence that is open after this line, if any: `~~~` or three backticks or more. */
function fenceAfter(line: string, open: string | undefined): string | undefined {
  const mark = /^ {0,3}(`{3,}|~{3,})([^\n]*)/.exec(line)
  if (!mark?.[1]) return open
  if (open === undefined) return mark[1]
  const closes = mark[1].startsWith(open) && mark[2]?.trim() === ''
  return closes ? undefined : open
}

function nameOf(heading: string, taken: Map<string, number>): Pick<Section, 'anchor' | 'title'> {
  const named = /^(.*?)\s*\{#([^}\s]+)\}$/.exec(heading)
  const title = plainTitle(named?.[1] ?? heading)
  return { title, anchor: named?.[2] ?? slugOf(title, taken) }
}

function plainTitle(text: string): string {
  return text.replace(/[`*]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
}

function slugOf(title: string, taken: Map<string, number>): string {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
  const before = taken.get(slug) ?? 0
  taken.set(slug, before + 1)
  return before === 0 ? slug : `${slug}-${before}`
}
