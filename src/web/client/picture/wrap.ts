/** Breaks a text between words and after underscores; what is left after the last line ends in an ellipsis. */
export function wrap(text: string, columns: number, mostLines: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/ |(?<=_)/)) {
    const last = lines.at(-1)
    const joined = last === undefined ? word : `${last}${last.endsWith('_') ? '' : ' '}${word}`
    if (last !== undefined && widthOf(joined) <= columns) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  const shown = lines.slice(0, mostLines).map((line) => cut(line, columns))
  if (lines.length > mostLines) shown[mostLines - 1] = cut(`${shown[mostLines - 1]}…`, columns)
  return shown
}

/** In columns. A capital letter is wider than others. */
function widthOf(text: string): number {
  return text.length + (text.match(/\p{Lu}/gu)?.length ?? 0) / 4
}

export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1).replace(/…$/, '')}…`
}
