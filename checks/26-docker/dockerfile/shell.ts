/** The little of a shell that a Dockerfile needs: a text as commands, a command as words. */

export interface Command {
  /** `NODE_ENV=production` in front of it. */
  env: Record<string, string>
  words: string[]
}

const SEPARATOR = /^(?:&&|\|\||[;|&\n()])/

/** Splits at `&&`, `||`, `;`, `|` and ends of lines. What `if` and `for` decide is not known: all of it counts as run. */
export function readCommands(text: string): Command[] {
  const commands: string[][] = [[]]
  const source = text.replace(/\\\r?\n/g, ' ')
  let word: string | undefined
  const endWord = () => {
    if (word !== undefined) commands.at(-1)?.push(word)
    word = undefined
  }
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at)
    const separator = SEPARATOR.exec(source.slice(at))
    if (character === "'" || character === '"') {
      const [inside, end] = quoted(source, at)
      word = (word ?? '') + inside
      at = end
    } else if (separator) {
      endWord()
      commands.push([])
      at += separator[0].length - 1
    } else if (/\s/.test(character)) endWord()
    else if (character === '#' && word === undefined) at = endOfLine(source, at) - 1
    else if (character === '\\') word = (word ?? '') + source.charAt(++at)
    else word = (word ?? '') + character
  }
  endWord()
  return commands.map(commandOf).filter(({ words }) => words.length > 0)
}

function quoted(source: string, start: number): [string, number] {
  const quote = source.charAt(start)
  let inside = ''
  let at = start + 1
  for (; at < source.length && source.charAt(at) !== quote; at++) {
    const escaped = quote === '"' && source.charAt(at) === '\\' && '"\\$`\n'.includes(source.charAt(at + 1))
    if (escaped) at += 1
    inside += source.charAt(at)
  }
  return [inside, at]
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end < 0 ? source.length : end
}

const KEYWORDS = new Set(['if', 'then', 'else', 'do', '{', '!', 'exec', 'command'])

function commandOf(words: string[]): Command {
  const env: Record<string, string> = {}
  const rest = words.filter((word) => !/^\d*[<>]/.test(word))
  while (rest[0] !== undefined) {
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(rest[0])
    if (assignment?.[1]) env[assignment[1]] = assignment[2] ?? ''
    else if (!KEYWORDS.has(rest[0])) break
    rest.shift()
  }
  return { env, words: rest }
}

/** `$NAME`, `${NAME}`, `${NAME:-other}` and `${NAME:+other}`, as Docker replaces them. */
export function expand(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replace(
    /\\\$|\$(?:\{(\w+)(?::?([-+])([^}]*))?\}|(\w+))/g,
    (whole, braced?: string, sign?: string, other = '', plain?: string) => {
      const name = braced ?? plain
      if (name === undefined) return whole.slice(1)
      const value = values[name] ?? ''
      if (sign === '-') return value === '' ? expand(other, values) : value
      if (sign === '+') return value === '' ? '' : expand(other, values)
      return value
    },
  )
}
