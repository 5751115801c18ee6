import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Mistake, readMistakes } from '../engine/course/mistakes.ts'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import { type CheckFile, readChecks } from './check-file.ts'
import { proveChecksCatch, proveMistake, proveSolution, proveStarter } from './expectations.ts'
import { error, type Finding } from './finding.ts'
import { describeOutcome, type Outcome, outcomeOf, sameOutcome } from './outcome.ts'
import type { ExerciseReport } from './report.ts'

/** What of an exercise is judged: its starter, its solution, or one of its wrong answers. */
export type Subject = { kind: 'starter' } | { kind: 'solution' } | { kind: 'mistake'; name: string }

/** Judges what belongs to an exercise. */
export interface ExerciseJudge {
  /** `alone`: while nothing else is judged. */
  judge: (subject: Subject, alone: boolean) => Promise<Verdict>
  /** One after another, and where nothing is left behind in the same process: that is cheap. */
  judgeInARow: (subjects: Subject[]) => Promise<Verdict[]>
}

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
    parts: `checks/${day.room}/${exercise.id}/`,
    solution: `solutions/${day.room}/${exercise.file}`,
    mistakes: `solutions/${day.room}/mistakes/${exercise.id}/`,
  }
}

/** Proves one exercise: the starter fails, the solution passes, each wrong answer fails where it says. */
export async function proveExercise(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  { judge, judgeInARow }: ExerciseJudge,
  repeat: number,
): Promise<ExerciseProof> {
  const files = filesOf(day, exercise)
  const report: ExerciseReport = {
    id: exercise.id,
    checks: 0,
    mistakes: { known: 0, caught: 0 },
    secondLooks: [],
    ms: 0,
  }
  const missing = [files.starter, files.checks, files.solution]
    .filter((file) => !existsSync(join(course.root, file)))
    .map((file) =>
      error(file, 'It is not there.', `Exercise ${exercise.id} needs it: write it, or take the exercise out.`),
    )
  if (missing.length > 0) return { report, findings: missing, reads: [] }

  const checkFile = readChecks(course.root, files.checks, exercise.kind === 'project')
  const proof: ExerciseProof = {
    report: { ...report, checks: checkFile.checks.length },
    findings: [...checkFile.findings],
    reads: checkFile.checks
      .filter(({ read }) => read !== '')
      .map(({ read, title, file }) => ({ read, file, by: `"${title}"` })),
  }
  // Servers' checks measure waiting: when every difference counts, they have the machine to themselves.
  const mustBeAlone = repeat > 1 && exercise.kind !== 'module'
  const judgeOften = async (subject: Subject, file: string, alone = mustBeAlone) => {
    const judged = await judgeRepeatedly(file, () => judge(subject, alone), repeat)
    proof.report.ms += Math.round(judged.ms)
    proof.findings.push(...judged.findings)
    return judged
  }
  const prove: Prove = async (subject, file, wrongWith, inCompany) => {
    if (inCompany) {
      const judged: Judged = { verdict: inCompany, outcome: outcomeOf(inCompany), findings: [], ms: inCompany.ms }
      proof.report.ms += Math.round(judged.ms)
      if (wrongWith(judged).length === 0) return { ...judged, proved: true }
      // Perhaps because of what another left behind: now in a process of its own.
    }
    const first = await judgeOften(subject, file)
    const wrong = wrongWith(first)
    // A busy machine can spoil a verdict, and this tool keeps it busy. Who wants to know how often asks for --repeat.
    const judged = wrong.length > 0 && repeat === 1 ? await judgeOften(subject, file, true) : first
    const stillWrong = judged === first ? wrong : wrongWith(judged)
    proof.findings.push(...stillWrong)
    if (judged !== first && stillWrong.length === 0) proof.report.secondLooks.push(nameOf(subject))
    return { ...judged, proved: stillWrong.length === 0 }
  }
  const mistakes = readMistakes(course, day, exercise)
  // A project's verdict takes so long that its wrong answers had better go side by side.
  const row: Subject[] = [{ kind: 'starter' }, ...mistakes.map(subjectOf)]
  const inARow = repeat === 1 && !exercise.project ? judgeInARow(row) : Promise.resolve([])
  const [starter, solution, caught] = await Promise.all([
    inARow.then(([inCompany]) =>
      prove({ kind: 'starter' }, files.starter, ({ verdict }) => proveStarter(files.starter, verdict), inCompany),
    ),
    prove({ kind: 'solution' }, files.solution, ({ verdict }) => proveSolution(files.solution, verdict)),
    proveMistakes(mistakes, checkFile, proof, {
      root: course.root,
      folder: files.mistakes,
      prove,
      inCompany: inARow.then((verdicts) => verdicts.slice(1)),
    }),
  ])
  proof.report.starter = starter.verdict.status
  proof.report.solution = solution.verdict.status
  for (const title of starter.outcome.caughtBy) caught.add(title)
  proof.findings.push(...proveChecksCatch(checkFile, caught))
  return proof
}

interface MistakesAt {
  root: string
  folder: string
  prove: Prove
  /** What they got when they were judged one after another; nothing where they were not. */
  inCompany: Promise<Verdict[]>
}

/**
 * Judges a subject and notes what is wrong with the outcome. A verdict from a process that others have used, too, is
 * taken when nothing is wrong with it.
 */
type Prove = (
  subject: Subject,
  file: string,
  wrongWith: (judged: Judged) => Finding[],
  inCompany?: Verdict,
) => Promise<Judged & { proved: boolean }>

function subjectOf({ name }: Mistake): Subject {
  return { kind: 'mistake', name }
}

function nameOf(subject: Subject): string {
  return subject.kind === 'mistake' ? subject.name : subject.kind
}

/** Adds what is wrong with the wrong answers to the proof; gives the checks that caught any of them. */
async function proveMistakes(
  mistakes: Mistake[],
  checkFile: CheckFile,
  { report, findings }: ExerciseProof,
  { root, folder, prove, inCompany }: MistakesAt,
): Promise<Set<string>> {
  report.mistakes.known = mistakes.length
  if (mistakes.length === 0) {
    const mend = 'Write at least one: the way people really get it wrong.'
    findings.push(error(folder, `${report.id} has no wrong answers.`, mend))
  }
  const caught = new Set<string>()
  const verdicts = await inCompany
  const proveOne = async (mistake: Mistake, index: number) => {
    const file = relative(root, mistake.path).split(sep).join('/')
    const wrongWith = (judged: Judged) => proveMistake(file, mistake, checkFile, judged.outcome)
    const { outcome, proved } = await prove(subjectOf(mistake), file, wrongWith, verdicts[index])
    if (proved) report.mistakes.caught++
    for (const title of outcome.caughtBy) caught.add(title)
  }
  await Promise.all(mistakes.map(proveOne))
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

async function judgeRepeatedly(file: string, judge: () => Promise<Verdict>, repeat: number): Promise<Judged> {
  const verdict = await judge()
  const outcome = outcomeOf(verdict)
  let { ms } = verdict
  for (let time = 2; time <= repeat; time++) {
    const next = await judge()
    const again = outcomeOf(next)
    ms += next.ms
    if (sameOutcome(outcome, again)) continue
    const message = `It is flaky: the first time it ${describeOutcome(outcome)}, time ${time} it ${describeOutcome(again)}.`
    const mend = 'Find what depends on time or chance: control the promises, the clock and the schedule.'
    return { verdict, outcome, findings: [error(file, message, mend)], ms }
  }
  return { verdict, outcome, findings: [], ms }
}
