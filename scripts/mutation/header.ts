/** What StrykerJS puts at the beginning of each file that it mutates. */
import { readFileSync, writeFileSync } from 'node:fs'

/**
 * The header asks the environment which mutant is on. Checks of a project look for files that read `process.env`, and
 * should find those that its author wrote.
 */
export function hideEnvironment(files: string[]): void {
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replaceAll('g.process.env', "g.process['env']"))
  }
}
