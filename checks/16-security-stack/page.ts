/** What a browser would find in a page: its elements with their attributes, and its texts. */
import sanitizeHtml from 'sanitize-html'

export interface Element {
  tag: string
  attributes: Record<string, string>
}

export interface Page {
  /** In the order in which they begin. */
  elements: Element[]
  /** All text of the page, character references resolved. */
  text: string
  /** The code in its script elements. */
  scripts: string[]
}

/** sanitize-html is told to keep everything, and is used for its parser. */
export function readPage(html: string): Page {
  const elements: Element[] = []
  const texts: string[] = []
  const scripts: string[] = []
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    transformTags: {
      '*': (tagName, attribs) => {
        // A copy: what it thinks dangerous, it takes out of its own.
        elements.push({ tag: tagName, attributes: { ...attribs } })
        return { tagName, attribs }
      },
    },
    exclusiveFilter: ({ tag, text }) => {
      texts.push(text)
      if (tag === 'script') scripts.push(text)
      return false
    },
  })
  return { elements, text: texts.join('\n'), scripts }
}

/** `a[href]`, `li[title]`: which elements with which attributes, whatever their values. */
export function shapeOf({ elements }: Page): string[] {
  return elements.map(({ tag, attributes }) => `${tag}[${Object.keys(attributes).sort().join(' ')}]`)
}
