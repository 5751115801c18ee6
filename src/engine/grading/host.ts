/** The process that judges one submission: it knows nothing of others, and is fenced in by what started it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findExercise } from '../course/find.ts'
import type { ExerciseRef } from '../course/model.ts'
import { type Judge, openJudge } from '../judge/judge.ts'
import { isUntouched } from '../workbook/reset.ts'
import { exerciseFile } from '../workbook/workbook.ts'
import { type Grade, isUntold } from './graded.ts'
import { GRADE_FD, type GradeLine, type GradeOrder } from './order.ts'

/** Pauses after each look at a machine that was too busy to tell. */
const PAUSES_S = [2, 5, 15, 30]

type Said = GradeLine extends infer Line ? (Line extends GradeLine ? Omit<Line, 'token'> : never) : never

async function main(): Promise<void> {
  const order: GradeOrder = JSON.parse(readFileSync(0, 'utf8'))
  const say = (line: Said) => writeSync(GRADE_FD, `${JSON.stringify({ token: order.token, ...line })}\n`)
  const judge = openJudge({ packageRoot: order.packageRoot, env: process.env })
  try {
    for (const exercise of order.exercises) {
      say({ type: 'begins', exercise })
      say({ type: 'grade', grade: await gradeOne(order, exercise, judge) })
    }
  } catch (error) {
    say({ type: 'unable', why: error instanceof Error ? error.message : String(error) })
  } finally {
    await judge.close()
  }
}

async function gradeOne(order: GradeOrder, ref: ExerciseRef, judge: Judge): Promise<Grade> {
  const { course } = order
  const { day, exercise } = findExercise(course, ref)
  const begun = performance.now()
  // What an exercise before it has changed or deleted in the workbook is of no account.
  const workbook = { root: layOut(order) }
  const path = exerciseFile(workbook, day, exercise)
  const ms = () => Math.round(performance.now() - begun)
  if (!existsSync(path) || isUntouched(workbook, course, day, exercise)) {
    return { exercise: ref, status: 'not-begun', ms: ms() }
  }
  const look = () => judge.judge({ course, day, exercise, target: { kind: 'file', path } })
  let verdict = await look()
  for (const seconds of PAUSES_S) {
    if (!isUntold(verdict)) break
    await sleep(seconds * 1000)
    verdict = await look()
  }
  // For its author's eyes: of a whole class it would be megabytes.
  const { printed, ...told } = verdict
  return { exercise: ref, status: 'judged', verdict: told, ms: ms() }
}

/** A copy as it was handed in, below the current folder. */
function layOut({ files }: GradeOrder): string {
  const root = resolve('workbook')
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  for (const { path, content } of files) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, Buffer.from(content, 'base64'))
  }
  return root
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
