import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type Mistake, readMistakes } from '../engine/course/mistakes.ts'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { type CheckFile, readChecks } from './check-file.ts'
import { proveChecksCatch, proveMistake, proveSolution, proveStarter } from './expectations.ts'
import { error, type Finding } from './finding.ts'
import type { ExerciseReport } from './report.ts'
import { type ExerciseJudge, type Judged, openProver, type Prove, type Subject } from './subject.ts'

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
  judge: ExerciseJudge,
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
  const mistakes = readMistakes(course, day, exercise)
  const prove = openProver(exercise, [{ kind: 'starter' }, ...mistakes.map(subjectOf)], judge, repeat, proof)
  const [starter, solution, caught] = await Promise.all([
    prove({ kind: 'starter' }, files.starter, ({ verdict }) => proveStarter(files.starter, verdict)),
    prove({ kind: 'solution' }, files.solution, ({ verdict }) => proveSolution(files.solution, verdict)),
    proveMistakes(mistakes, checkFile, proof, { root: course.root, folder: files.mistakes, prove }),
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
}

function subjectOf({ name }: Mistake): Subject {
  return { kind: 'mistake', name }
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
  const proveOne = async (mistake: Mistake) => {
    const file = relative(root, mistake.path).split(sep).join('/')
    const wrongWith = (judged: Judged) => proveMistake(file, mistake, checkFile, judged.outcome)
    const { outcome, proved } = await prove(subjectOf(mistake), file, wrongWith)
    if (proved) report.mistakes.caught++
    for (const title of outcome.caughtBy) caught.add(title)
  }
  await Promise.all(mistakes.map(proveOne))
  return caught
}
