/** Code that the starter hands out and the solution keeps is nobody's answer: it is not mutated. */

export interface Lines {
  /** 1-based, the last included. */
  first: number
  last: number
}

/** A starter says more about what it hands out. */
const COMMENTS_BEFORE = /^(?:\s*(?:\/\*[\s\S]*?\*\/|\/\/.*))*/

/** @returns the lines of the solution that are not in the starter, declaration by declaration */
export function ownLines(solution: string, starter: string): Lines[] {
  const given = new Set(declarationsOf(starter).map(({ text }) => text))
  return declarationsOf(solution)
    .filter(({ text }) => !given.has(text))
    .map(({ first, last }) => ({ first, last }))
}

/** A declaration begins where a line follows an empty one and is not indented. */
function declarationsOf(source: string): (Lines & { text: string })[] {
  const lines = source.split(/\r?\n/)
  const starts = lines.flatMap((line, index) =>
    index === 0 || (lines[index - 1] === '' && /^[^\s})\]]/.test(line)) ? [index] : [],
  )
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? lines.length
    const text = lines.slice(start, end).join('\n')
    return { first: start + 1, last: end, text: text.replace(COMMENTS_BEFORE, '').trim() }
  })
}
