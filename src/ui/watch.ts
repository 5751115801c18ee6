import type { Look } from './look.ts'
import { wrapText } from './wrap.ts'

/** The keys of `course watch`, in one line where there is room. */
export function renderWatchKeys(passed: boolean, { chalk, width }: Look): string {
  const keys: [string, string][] = [
    ['n', passed ? 'next exercise' : 'later'],
    ['h', 'hint'],
    ['l', 'list'],
    ['r', 'reset'],
    ['s', 'solution'],
    ['enter', 'again'],
    ['q', 'quit'],
  ]
  const plain = keys.map(([key, does]) => `${key} ${does}`)
  const lines: string[] = []
  let line: string[] = []
  for (const [index, [key, does]] of keys.entries()) {
    const used = plain.slice(index - line.length, index + 1).join('  ').length
    if (line.length > 0 && used > width) {
      lines.push(line.join('  '))
      line = []
    }
    const style = key === 'n' && passed ? chalk.green : chalk.dim
    line.push(`${chalk.bold(key)} ${style(does)}`)
  }
  return [...lines, line.join('  ')].join('\n')
}

/** Instead of a verdict, while the file is not there. */
export function renderWaiting(path: string, { width }: Look): string {
  return `${wrapText(`${path} is not there. Waiting for it to come back; r puts the starter there.`, width).join('\n')}\n`
}
