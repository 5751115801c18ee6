const NUMBER = /^(?:day\s*)?([-+−]?\d*[.,]?\d+(?:e[-+]?\d+)?)$/i

/** What somebody says who means a day by its number: `7`, `day 07`, and `-1` or `1.5`, which no day has. */
export function numberSaid(text: string): string | undefined {
  return NUMBER.exec(text.trim())?.[1]
}

/** What `7/compose` begins with. A path may begin with a number too, and has the folder of a day further on. */
export function numberBefore([first = '', ...rest]: string[]): string | undefined {
  return rest.some((part) => /^\d+-/.test(part)) ? undefined : numberSaid(first)
}
