import type { ExerciseRef } from '../../engine/course/model.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import { shellWord } from '../../shell-word.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

/** The keys of `course watch`, in one line where there is room. */
export function renderWatchKeys(passed: boolean, { chalk, width }: Look): string {
  const keys: [string, string][] = [
    ['n', passed ? 'next exercise' : 'later'],
    ['h', 'hint'],
    ['o', 'open'],
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
  return `${wrapText(`${shellWord(path)} is not there. Waiting for it to come back; r puts the starter there.`, width).join('\n')}\n`
}

/** In place of a verdict, once the starter is back. */
export function renderStarted(ref: ExerciseRef): string {
  return `${ref} starts again. Your next save is judged.\n`
}

/** A verdict in a line, where there is no room for more. */
export function sayVerdict(
  ref: ExerciseRef,
  isPassed: boolean,
  { status, checks }: Pick<Verdict, 'status' | 'checks'>,
) {
  if (isPassed) return `${ref} passed.`
  const passed = checks.filter((check) => check.status === 'passed').length
  const counts = checks.length > 0 ? `: ${passed} of ${checks.length} checks pass` : ''
  return `${ref} ${status === 'inconclusive' ? 'could not be judged' : 'has not passed yet'}${counts}.`
}
