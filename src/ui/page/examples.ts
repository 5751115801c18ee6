/**
 * A contract whose `@example` is a block of code, as editors show it. It goes as far as the paragraph does.
 *
 * @example examplesAsCode('@example\nadd(2, 3) // 5') // 'For example:\n\n```ts\nadd(2, 3) // 5\n```'
 */
export function examplesAsCode(contract: string): string {
  return contract.replace(
    /^@example[ \t]*\n?((?:.+\n?)+)/gm,
    (_, code: string) => `For example:\n\n\`\`\`ts\n${code.trimEnd()}\n\`\`\`\n`,
  )
}
