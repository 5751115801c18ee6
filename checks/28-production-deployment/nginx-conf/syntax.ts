/** Reads the text of an nginx.conf as nginx does: words, quotes, comments, `;` and braces, with the place of each word. */

export interface Word {
  text: string
  file: string
  /** Where it stands in the file, quotes included. */
  from: number
  to: number
}

export interface Directive {
  name: string
  args: string[]
  words: Word[]
  file: string
  line: number
  /** Where its name begins. */
  from: number
  /** Behind its `;` or `{`. */
  to: number
  /** Undefined where it ends with `;`. */
  block: Directive[] | undefined
}

export interface Parsed {
  directives: Directive[]
  /** `nginx.conf:7: …`. */
  problems: string[]
}

type Token = Word & { line: number; kind: 'word' | ';' | '{' | '}' }

const SPACE = /\s/
const END = /[\s;{]/

export function parse(source: string, file: string): Parsed {
  const problems: string[] = []
  const tokens = tokensOf(source, file, problems)
  const root: Directive[] = []
  const open: { list: Directive[]; by: string }[] = [{ list: root, by: '' }]
  let words: (Word & { line: number })[] = []
  for (const token of tokens) {
    const list = open.at(-1)?.list ?? root
    if (token.kind === 'word') words.push(token)
    else if (token.kind === '}') {
      if (words.length > 0) problems.push(`${file}:${token.line}: "${words[0]?.text}" does not end with ";"`)
      if (open.length > 1) open.pop()
      else problems.push(`${file}:${token.line}: there is a "}" too many`)
      words = []
    } else if (words[0] === undefined) problems.push(`${file}:${token.line}: unexpected "${token.kind}"`)
    else {
      const [first, ...rest] = words
      const block: Directive[] | undefined = token.kind === '{' ? [] : undefined
      const place = { file, line: first.line, from: first.from, to: token.to }
      list.push({ name: first.text, args: rest.map(({ text }) => text), words: rest, ...place, block })
      if (block) open.push({ list: block, by: first.text })
      words = []
    }
  }
  if (words[0]) problems.push(`${file}:${words[0].line}: "${words[0].text}" does not end with ";"`)
  const left = open.at(-1)
  if (open.length > 1) problems.push(`${file}: the "{" of "${left?.by}" is never closed`)
  return { directives: root, problems }
}

function tokensOf(source: string, file: string, problems: string[]): Token[] {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  const add = (kind: Token['kind'], text: string, from: number) =>
    void tokens.push({ kind, text, file, line, from, to: at })
  while (at < source.length) {
    const from = at
    const char = source[at++] ?? ''
    if (char === '\n') line += 1
    else if (SPACE.test(char)) continue
    else if (char === '#') while (at < source.length && source[at] !== '\n') at += 1
    else if (char === ';' || char === '{' || char === '}') add(char, char, from)
    else if (char === '"' || char === "'") {
      const text = quoted(char)
      add('word', text, from)
      line += text.split('\n').length - 1
      if (at < source.length && !/[\s;{)]/.test(source[at] ?? ''))
        problems.push(`${file}:${line}: unexpected text behind a quote`)
    } else {
      at = from
      add('word', plain(), from)
    }
  }
  return tokens

  function quoted(quote: string): string {
    let text = ''
    while (at < source.length && source[at] !== quote) text += next()
    if (at >= source.length) problems.push(`${file}:${line}: a quote is never closed`)
    at += 1
    return text
  }

  function plain(): string {
    let text = ''
    // `${name}` is part of a word, another brace ends it.
    while (at < source.length && (!END.test(source[at] ?? '') || (source[at] === '{' && text.endsWith('$'))))
      text += next()
    return text
  }

  /** What a backslash stands before is taken as it is. In front of other characters nginx keeps the backslash. */
  function next(): string {
    const char = source[at++] ?? ''
    if (char !== '\\') return char
    const escaped = source[at++] ?? ''
    const plain: Record<string, string> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' }
    return plain[escaped] ?? `\\${escaped}`
  }
}
