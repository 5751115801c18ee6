import type { CheckOutcome, Verdict } from '../../engine/judge/verdict.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

/** What the checks said of a wrong answer, for its author. */
export function renderCaught(ref: string, name: string, verdict: Verdict, look: Look): string {
  const { chalk, width } = look
  if (verdict.status === 'passed') {
    const text = `${name} passes ${ref}: no check catches it. The checks have a hole: write the check first.`
    return `${wrapText(text, width)
      .map((line) => chalk.red(line))
      .join('\n')}\n`
  }
  const failed = verdict.checks.filter(({ status }) => status === 'failed')
  const end = 'message' in verdict ? `: ${verdict.message}` : ''
  const next = verdict.status === 'inconclusive' ? ' Nothing is written: try again when less is going on.' : ''
  const points = verdict.score ? ` It gets ${verdict.score.points} points.` : ''
  return [
    ...wrapText(`${name} ${verdict.status}${end}.${points}`.replace(/\.\.$/, '.') + next, width),
    ...failed.flatMap((check) => [...markedTitle(check.title, look), ...reasonLines(check, look)]),
    '',
  ].join('\n')
}

export function renderWritten({ file, isUnsaid }: { file: string; isUnsaid: boolean }, { chalk, width }: Look): string {
  const todo = isUnsaid ? [`What is wrong and why is still a TODO in it: say it there, or with --wrong and --why.`] : []
  return `${[`Written: ${chalk.bold(file)}`, ...todo.flatMap((line) => wrapText(line, width))].join('\n')}\n`
}

/** The promise that a wrong answer breaks. */
export function markedTitle(title: string, { chalk, unicode, width }: Look): string[] {
  return wrapText(title, width - 4).map((line, index) =>
    index === 0 ? `${chalk.red(unicode ? '✗' : 'x')} ${line}` : `  ${line}`,
  )
}

function reasonLines({ given, message = '' }: CheckOutcome, { chalk, width }: Look): string[] {
  const [first = ''] = message.split('\n')
  return wrapText(given === undefined ? first : `${given}: ${first}`, width - 4).map((line) => chalk.dim(`    ${line}`))
}
