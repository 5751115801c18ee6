import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Mistake, readMistakes } from '../engine/course/mistakes.ts'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import { type CheckFile, readCheckFile } from './check-file.ts'
import { error, type Finding, warning } from './finding.ts'
import { describeOutcome, type Outcome, outcomeOf, quoteList, reasonOf, sameOutcome, sameTitles } from './outcome.ts'
import type { ExerciseReport } from './report.ts'

/** What of an exercise is judged: its starter, its solution, or one of its wrong answers. */
export type Subject = { kind: 'starter' } | { kind: 'solution' } | { kind: 'mistake'; name: string }

export type JudgeSubject = (exercise: Exercise, subject: Subject) => Promise<Verdict>

export interface ExerciseProof {
  report: ExerciseReport
  findings: Finding[]
  /** Sections that its checks point to. */
  reads: { read: string; file: string; by: string }[]
}

/** Where the parts of an exercise are, relative to the course. */
export function filesOf(day: Pick<Day, 'room'>, exercise: Pick<Exercise, 'id' | 'file'>) {
  return {
    starter: `exercises/${day.room}/${exercise.file}`,
    checks: `checks/${day.room}/${exercise.id}.check.ts`,
    solution: `solutions/${day.room}/${exercise.file}`,
    mistakes: `solutions/${day.room}/mistakes/${exercise.id}/`,
  }
}

/** Proves one exercise: the starter fails, the solution passes, each wrong answer fails where it says. */
export async function proveExercise(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  judge: JudgeSubject,
  repeat: number,
): Promise<ExerciseProof> {
  const files = filesOf(day, exercise)
  const report: ExerciseReport = { id: exercise.id, checks: 0, mistakes: { known: 0, caught: 0 }, ms: 0 }
  const missing = [files.starter, files.checks, files.solution]
    .filter((file) => !existsSync(join(course.root, file)))
    .map((file) =>
      error(file, 'It is not there.', `Exercise ${exercise.id} needs it: write it, or take the exercise out.`),
    )
  if (missing.length > 0) return { report, findings: missing, reads: [] }

  const checkFile = readCheckFile(files.checks, readFileSync(join(course.root, files.checks), 'utf8'))
  const proof: ExerciseProof = {
    report: { ...report, checks: checkFile.checks.length },
    findings: [...checkFile.findings],
    reads: checkFile.checks
      .filter(({ read }) => read !== '')
      .map(({ read, title }) => ({ read, file: files.checks, by: `"${title}"` })),
  }
  const judgeOften = async (subject: Subject, file: string) => {
    const judged = await judgeRepeatedly(exercise, subject, file, judge, repeat)
    proof.report.ms += Math.round(judged.ms)
    proof.findings.push(...judged.findings)
    return judged
  }
  const prove: Prove = async (subject, file, wrongWith) => {
    const first = await judgeOften(subject, file)
    const wrong = wrongWith(first)
    // A machine that is busy with something else can spoil a verdict. Who wants to know how often asks for --repeat.
    const judged = wrong.length > 0 && repeat === 1 ? await judgeOften(subject, file) : first
    const stillWrong = judged === first ? wrong : wrongWith(judged)
    proof.findings.push(...stillWrong)
    if (wrong.length > 0 && stillWrong.length === 0) proof.findings.push(secondLook(file, first.outcome))
    return { ...judged, proved: stillWrong.length === 0 }
  }
  const starter = await prove({ kind: 'starter' }, files.starter, ({ verdict }) => proveStarter(files.starter, verdict))
  proof.report.starter = starter.verdict.status
  const solution = await prove({ kind: 'solution' }, files.solution, ({ verdict }) =>
    proveSolution(files.solution, verdict),
  )
  proof.report.solution = solution.verdict.status

  const caught = await proveMistakes(readMistakes(course, day, exercise), checkFile, proof, {
    root: course.root,
    folder: files.mistakes,
    prove,
  })
  for (const title of starter.outcome.caughtBy) caught.add(title)
  proof.findings.push(...proveChecksCatch(files.checks, checkFile, caught))
  return proof
}

interface MistakesAt {
  root: string
  folder: string
  prove: Prove
}

/** Judges a subject and notes what is wrong with the outcome. */
type Prove = (
  subject: Subject,
  file: string,
  wrongWith: (judged: Judged) => Finding[],
) => Promise<Judged & { proved: boolean }>

function secondLook(file: string, first: Outcome): Finding {
  const message = `It took a second look: the first time it ${describeOutcome(first)}.`
  return warning(file, message, 'See whether it is flaky: course author check with --repeat 20.')
}

/** Adds what is wrong with the wrong answers to the proof; gives the checks that caught any of them. */
async function proveMistakes(
  mistakes: Mistake[],
  checkFile: CheckFile,
  { report, findings }: ExerciseProof,
  { root, folder, prove }: MistakesAt,
): Promise<Set<string>> {
  report.mistakes.known = mistakes.length
  if (mistakes.length === 0) {
    const mend = 'Write at least one: the way people really get it wrong.'
    findings.push(error(folder, `${report.id} has no wrong answers.`, mend))
  }
  const caught = new Set<string>()
  for (const mistake of mistakes) {
    const file = relative(root, mistake.path).split(sep).join('/')
    const subject: Subject = { kind: 'mistake', name: mistake.name }
    const { outcome, proved } = await prove(subject, file, (judged) =>
      proveMistake(file, mistake, checkFile, judged.outcome),
    )
    if (proved) report.mistakes.caught++
    for (const title of outcome.caughtBy) caught.add(title)
  }
  return caught
}

interface Judged {
  verdict: Verdict
  outcome: Outcome
  /** Where another time gave another outcome. */
  findings: Finding[]
  /** All times together. */
  ms: number
}

async function judgeRepeatedly(
  exercise: Exercise,
  subject: Subject,
  file: string,
  judge: JudgeSubject,
  repeat: number,
): Promise<Judged> {
  const verdict = await judge(exercise, subject)
  const outcome = outcomeOf(verdict)
  let { ms } = verdict
  for (let time = 2; time <= repeat; time++) {
    const next = await judge(exercise, subject)
    const again = outcomeOf(next)
    ms += next.ms
    if (sameOutcome(outcome, again)) continue
    const message = `It is flaky: the first time it ${describeOutcome(outcome)}, time ${time} it ${describeOutcome(again)}.`
    const mend = 'Find what depends on time or chance: control the promises, the clock and the schedule.'
    return { verdict, outcome, findings: [error(file, message, mend)], ms }
  }
  return { verdict, outcome, findings: [], ms }
}

function proveStarter(file: string, verdict: Verdict): Finding[] {
  if (verdict.status === 'failed' && verdict.checks.some(({ status }) => status === 'failed')) return []
  if (verdict.status === 'passed') {
    return [error(file, 'The starter passes: there is nothing left to do.', 'Take the answer out of it.')]
  }
  const message = `The starter ${describeOutcome(outcomeOf(verdict))}: ${reasonOf(verdict)}`
  return [
    error(file, message, 'Let it load, export what the checks import, and give a wrong value that fails a check.'),
  ]
}

function proveSolution(file: string, verdict: Verdict): Finding[] {
  if (verdict.status === 'passed') return []
  const message = `The solution ${describeOutcome(outcomeOf(verdict))}: ${reasonOf(verdict)}`
  return [error(file, message, 'Mend the solution, or the check that refuses it.')]
}

function proveMistake(file: string, mistake: Mistake, { checks }: CheckFile, outcome: Outcome): Finding[] {
  if (mistake.status === 'unreadable') {
    return [error(file, mistake.message, 'Open it with /* mistake … */: wrong, why, fails.')]
  }
  const { fails, status } = mistake.header
  const unknown = fails.filter((title) => !checks.some((check) => check.title === title))
  if (unknown.length > 0) {
    const mend = `Copy the title from ${checks.length === 1 ? 'the check' : 'one of the checks'}, letter by letter.`
    return [error(file, `It names ${quoteList(unknown)}, and no check is called that.`, mend)]
  }
  if (outcome.status === 'passed') {
    const message = 'This wrong answer passes: no check catches it.'
    return [error(file, message, `Write a check that does, or mend ${quoteList(fails)}.`)]
  }
  if (outcome.status !== status) {
    const mend =
      outcome.status === 'failed' ? 'Take its status: away.' : `Say \`status: ${outcome.status}\`, or mend it.`
    return [error(file, `It says that it ends as ${status}; it ${describeOutcome(outcome)}.`, mend)]
  }
  const nothingRan = outcome.caughtBy.length === 0 && status !== 'failed'
  if (nothingRan || sameTitles(fails, outcome.caughtBy)) return []
  const message = `It should fail at ${quoteList(fails)}; it fails at ${quoteList(outcome.caughtBy)}.`
  return [error(file, message, 'Make it wrong in that way only, or list under fails: exactly what fails.')]
}

function proveChecksCatch(file: string, { checks }: CheckFile, caught: Set<string>): Finding[] {
  return checks
    .filter(({ title }) => !caught.has(title))
    .map(({ title }) =>
      warning(file, `Nothing shows that "${title}" can fail.`, 'Add a wrong answer that this check catches.'),
    )
}
