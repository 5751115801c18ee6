import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { type DescribedMistake, type Mistake, readMistakes } from '../engine/mistakes/list.ts'
import { proveCases } from './cases.ts'
import { type CheckFile, readChecks } from './check-file.ts'
import { proveAlone, proveChecksCatch, proveSolution, proveStarter } from './expectations.ts'
import { error, type Finding } from './finding.ts'
import { sortOut } from './misfits.ts'
import { type ProveOne, proveMistakes } from './prove-mistakes.ts'
import type { ExerciseReport } from './report.ts'
import { type ExerciseJudge, openProver, type Subject } from './subject.ts'

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

/** Parts without which an exercise is none. */
export function missingFiles({ root }: Pick<Course, 'root'>, day: Pick<Day, 'room'>, exercise: Exercise): Finding[] {
  const { starter, checks, solution } = filesOf(day, exercise)
  return [starter, checks, solution]
    .filter((file) => !existsSync(join(root, file)))
    .map((file) =>
      error(file, 'It is not there.', `Exercise ${exercise.id} needs it: write it, or take the exercise out.`),
    )
}

export interface HowToProve {
  /** How often everything is judged. */
  repeat: number
  /** Leaves the wrong answers out, and with them what they show of the checks. */
  skipMistakes: boolean
  /** Judges wrong answers by the checks that they name, and the solution by each of these alone. */
  named: boolean
  /** Brings wrong answers up to their solutions first, and notes the cases that they fail with. */
  refresh: boolean
}

/** Proves one exercise: the starter fails, the solution passes, each wrong answer fails where it says. */
export async function proveExercise(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  judge: ExerciseJudge,
  { repeat, skipMistakes, named, refresh }: HowToProve,
): Promise<ExerciseProof> {
  const files = filesOf(day, exercise)
  const report: ExerciseReport = {
    id: exercise.id,
    checks: 0,
    secondLooks: [],
    unnoted: [],
    ms: 0,
  }
  const missing = missingFiles(course, day, exercise)
  if (missing.length > 0) return { report, findings: missing, reads: [] }

  const checkFile = readChecks(course.root, files.checks, exercise.kind === 'project')
  const proof: ExerciseProof = {
    report: { ...report, checks: checkFile.checks.length },
    findings: [...checkFile.findings],
    reads: checkFile.checks
      .filter(({ read }) => read !== '')
      .map(({ read, title, file }) => ({ read, file, by: `"${title}"` })),
  }
  const all = skipMistakes ? [] : readMistakes(course, day, exercise)
  const { sound: mistakes, findings: misfits } = sortOut(course, day, exercise, all)
  proof.findings.push(...misfits)
  const subjectOf = named ? byItsChecks : byAllChecks
  const alone = named ? checksToTryAlone(mistakes, checkFile) : []
  const row = [START, ...mistakes.map(subjectOf), ...alone.map(solutionAt)]
  const prove = openProver(exercise, row, judge, repeat, proof)
  const proveOne: ProveOne = (mistake, file, wrongWith) => prove(subjectOf(mistake), file, wrongWith)
  const [starter, solution, shown] = await Promise.all([
    prove(START, files.starter, ({ verdict }) => proveStarter(files.starter, verdict)),
    prove({ kind: 'solution' }, files.solution, ({ verdict }) => proveSolution(files.solution, verdict)),
    skipMistakes ? undefined : proveMistakes(mistakes, proveOne, { root: course.root, checkFile }),
    ...alone.map((check) => prove(solutionAt(check), check.file, ({ verdict }) => proveAlone(check, verdict))),
  ])
  proof.report.starter = starter.verdict.status
  proof.report.solution = solution.verdict.status
  if (!shown) return proof
  proof.report.mistakes = { known: all.length, caught: shown.verdicts.length }
  if (all.length === 0) {
    const mend = 'Write at least one: the way people really get it wrong.'
    proof.findings.push(error(files.mistakes, `${exercise.id} has no wrong answers.`, mend))
  }
  const lookAgain = (name: string) => judge.judge({ kind: 'mistake', name }, false)
  // Which values a check fails with may depend on the checks before it.
  const whole = shown.verdicts.filter(({ only }) => only === undefined)
  proof.report.unnoted = await proveCases({ course, day, exercise }, whole, refresh && lookAgain)
  proof.findings.push(...proveChecksCatch(checkFile, new Set([...shown.caughtBy, ...starter.outcome.caughtBy])))
  return proof
}

const START: Subject = { kind: 'starter' }

function byAllChecks({ name }: Mistake): Subject {
  return { kind: 'mistake', name }
}

/** One that never comes to its checks names none. */
function byItsChecks({ name, header: { fails } }: DescribedMistake): Subject {
  return { kind: 'mistake', name, ...(fails.length > 0 && { only: fails }) }
}

function solutionAt({ title }: CheckFile['checks'][number]): Subject {
  return { kind: 'solution', only: [title] }
}

/** Those that are to catch a wrong answer without the others. */
function checksToTryAlone(mistakes: DescribedMistake[], { checks }: CheckFile): CheckFile['checks'] {
  const named = new Set(mistakes.flatMap(({ header }) => header.fails))
  return checks.length > 1 ? checks.filter(({ title }) => named.has(title)) : []
}
