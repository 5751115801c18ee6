/** Which options of PCRE hold at a place of a pattern; JavaScript has them only for a whole pattern. */
interface Local {
  i: boolean
  s: boolean
}

const CHANGE = /^\(\?([is]*)(?:-([is]+))?([:)])/

/** True when options change inside the pattern, as in `a(?i)b` and `(?i:a)b`. */
export function hasInlineOptions(pattern: string): boolean {
  return /\(\?(?:[is]+(?:-[is]+)?|-[is]+)[:)]/.test(pattern.replace(/\\./gs, ''))
}

/** The same pattern without inline options: letters become `[aA]`, and dots `[^]`, where they apply. */
export function withoutInlineOptions(pattern: string, start: Local): string {
  const outer: Local[] = []
  let local = start
  let result = ''
  let at = 0
  while (at < pattern.length) {
    const rest = pattern.slice(at)
    const change = CHANGE.exec(rest)
    const part = change?.[0] ?? /^\\.|^\[\^?\]?(?:\\.|[^\]])*\]|^./su.exec(rest)?.[0] ?? rest
    at += part.length
    if (change) {
      const [, on = '', off = '', end] = change
      if (end === ':') outer.push(local)
      local = { i: holds('i', local, on, off), s: holds('s', local, on, off) }
      if (end === ':') result += '(?:'
      continue
    }
    if (part === '(') outer.push(local)
    if (part === ')') local = outer.pop() ?? local
    result += translated(part, local)
  }
  return result
}

function holds(option: 'i' | 's', before: Local, on: string, off: string): boolean {
  if (off.includes(option)) return false
  return on.includes(option) || before[option]
}

function translated(part: string, { i, s }: Local): string {
  if (part === '.') return s ? '[^]' : '.'
  if (!i || part.startsWith('\\')) return part
  if (part.startsWith('[') && part.length > 1) return `${part.slice(0, -1)}${otherCases(part)}]`
  const other = otherCase(part)
  return other === part ? part : `[${part}${other}]`
}

/** The letters and ranges of letters of a class in the other case. */
function otherCases(list: string): string {
  const letters = list.replace(/\\./gs, '')
  return (letters.match(/[A-Za-z]-[A-Za-z]|[A-Za-z]/g) ?? [])
    .map((range) => [...range].map(otherCase).join(''))
    .join('')
}

function otherCase(letter: string): string {
  const lower = letter.toLowerCase()
  return letter === lower ? letter.toUpperCase() : lower
}
