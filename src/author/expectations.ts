/** What the verdict on each part of an exercise must be, and what to mend where it is not. */
import type { MistakeHeader } from '../engine/course/schema.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import type { DescribedMistake } from '../engine/mistakes/list.ts'
import { reachesMark, sayMark } from '../score.ts'
import type { CheckFile } from './check-file.ts'
import { error, type Finding, warning } from './finding.ts'
import { describeOutcome, type Outcome, outcomeOf, quoteList, reasonOf, sameTitles } from './outcome.ts'
import type { ExerciseReport } from './report.ts'

/** A starter fails, and by failing checks. */
export function proveStarter(file: string, verdict: Verdict): Finding[] {
  const { score } = verdict
  if (score && reachesMark(score)) {
    const mend = 'Take more of the answer out of it.'
    return [error(file, `The starter gets ${score.points} points, and ${sayMark(score)}.`, mend)]
  }
  if (verdict.status === 'failed' && verdict.checks.some(({ status }) => status === 'failed')) return []
  if (verdict.status === 'passed') {
    return [error(file, 'The starter passes: there is nothing left to do.', 'Take the answer out of it.')]
  }
  const message = `The starter ${describeOutcome(outcomeOf(verdict))}: ${reasonOf(verdict)}`
  return [
    error(file, message, 'Let it load, export what the checks import, and give a wrong value that fails a check.'),
  ]
}

export function proveSolution(file: string, verdict: Verdict): Finding[] {
  if (verdict.status === 'passed') return []
  const message = `The solution ${describeOutcome(outcomeOf(verdict))}: ${reasonOf(verdict)}`
  return [error(file, message, 'Mend the solution, or the check that refuses it.')]
}

/** What a check shows of a wrong answer without the others, it must show of the solution, too. */
export function proveAlone({ title, file }: CheckFile['checks'][number], verdict: Verdict): Finding[] {
  if (verdict.status === 'passed') return []
  const message = `The solution does not pass "${title}" without the checks before it: ${reasonOf(verdict)}`
  return [error(file, message, 'Let the check itself bring about all that it looks at.')]
}

/** @param isPartial only the checks that it names were looked at */
export function proveMistake(
  file: string,
  { header }: DescribedMistake,
  { checks }: CheckFile,
  outcome: Outcome,
  isPartial: boolean,
): Finding[] {
  const { fails, status } = header
  const unknown = fails.filter((title) => !checks.some((check) => check.title === title))
  if (unknown.length > 0) {
    const mend = `Copy the title from ${checks.length === 1 ? 'the check' : 'one of the checks'}, letter by letter.`
    return [error(file, `It names ${quoteList(unknown)}, and no check is called that.`, mend)]
  }
  if (outcome.status === 'passed') {
    const message = 'This wrong answer passes: no check catches it.'
    return [error(file, message, `Write a check that does, or mend ${quoteList(fails)}.`)]
  }
  if (outcome.status === 'inconclusive') {
    return [
      error(file, 'Nothing is known of it: the machine was too busy each time.', 'Try again when it is less busy.'),
    ]
  }
  if (outcome.status !== status) {
    const mend =
      outcome.status === 'failed' ? 'Take its status: away.' : `Say \`status: ${outcome.status}\`, or mend it.`
    return [error(file, `It says that it ends as ${status}; it ${describeOutcome(outcome)}.`, mend)]
  }
  const nothingRan = outcome.caughtBy.length === 0 && status !== 'failed'
  if (nothingRan || sameTitles(fails, outcome.caughtBy)) return isPartial ? [] : proveScore(file, header, outcome)
  const message = `It should fail at ${quoteList(fails)}; it fails at ${quoteList(outcome.caughtBy)}.`
  return [error(file, message, 'Make it wrong in that way only, or list under fails: exactly what fails.')]
}

/** A wrong answer to a project gets just the points that it says. */
function proveScore(file: string, { score }: MistakeHeader, { points }: Outcome): Finding[] {
  if (score === points) return []
  if (points === undefined) return [error(file, 'It says what it scores, and this is no project.', 'Take score: away.')]
  const says = score === undefined ? 'It does not say what it scores' : `It says that it scores ${score}`
  return [error(file, `${says}; it gets ${points} points.`, `Say \`score: ${points}\`, or mend it.`)]
}

export function proveChecksCatch({ checks }: CheckFile, caught: Set<string>): Finding[] {
  return checks
    .filter(({ title }) => !caught.has(title))
    .map(({ title, file }) =>
      warning(file, `Nothing shows that "${title}" can fail.`, 'Add a wrong answer that this check catches.'),
    )
}

/** An exercise that goes wrong in one way or two is one that nobody has seen others write. */
const FEWEST_MISTAKES = 3

export function proveEnough(file: string, { id, mistakes }: Pick<ExerciseReport, 'id' | 'mistakes'>): Finding[] {
  if (!mistakes || mistakes.known === 0 || mistakes.known >= FEWEST_MISTAKES) return []
  const count = mistakes.known === 1 ? 'one wrong answer' : `${mistakes.known} wrong answers`
  const mend = 'Write down the ways in which people really get it wrong, three at least.'
  return [warning(file, `${id} has ${count}.`, mend)]
}
