/** The little XML that S3 speaks: elements and text. */

export const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** Markup, as opposed to text that must be escaped. */
export interface Markup {
  xml: string
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Also what XML 1.0 cannot hold: a key may have control characters. */
function escaped(text: string): string {
  return text.replace(/[&<>"']|\p{Cc}/gu, (mark) => ENTITIES[mark] ?? `&#x${mark.charCodeAt(0).toString(16)};`)
}

export function element(name: string, content: string | number | boolean | Markup[], namespace?: string): Markup {
  const inner = Array.isArray(content) ? content.map(({ xml }) => xml).join('') : escaped(String(content))
  return { xml: `<${name}${namespace ? ` xmlns="${namespace}"` : ''}>${inner}</${name}>` }
}

export const xml = ({ xml }: Markup): string => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`

/** An element that was read. */
export interface Read {
  name: string
  text: string
  children: Read[]
}

/** Elements, text, comments and attributes, of which the last two are passed over. undefined when it is not well-formed. */
export function readXml(source: string): Read | undefined {
  const root: Read = { name: '', text: '', children: [] }
  const open = [root]
  const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)[^<>]*?(\/?)>|([^<]+)|(<)/g
  for (const [, closes, name, closesItself, text, broken] of source.matchAll(token)) {
    const current = open.at(-1)
    if (!current || broken) return undefined
    if (text !== undefined) current.text += unescaped(text)
    if (name === undefined) continue
    if (closes) {
      if (open.length === 1 || open.pop()?.name !== name) return undefined
      continue
    }
    const made: Read = { name, text: '', children: [] }
    current.children.push(made)
    if (!closesItself) open.push(made)
  }
  const [only] = root.children
  return open.length === 1 && root.children.length === 1 && root.text.trim() === '' ? only : undefined
}

export function childText({ children }: Read, name: string): string | undefined {
  return children.find((child) => child.name === name)?.text
}

function unescaped(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? all
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16))
  })
}
