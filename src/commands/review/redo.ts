import { dueAtOf } from '../../../tracker/review-schedule.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type ExerciseRef, refOf } from '../../engine/course/model.ts'
import { editorCommand, openInEditor } from '../../engine/editor.ts'
import { openJudge } from '../../engine/judge/judge.ts'
import { isPassed } from '../../engine/judge/score.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import { failingChecks } from '../../engine/mistakes/failing.ts'
import { keepScratch, openScratch, scratchFile } from '../../engine/workbook/scratch.ts'
import { toJson } from '../../json.ts'
import { EXIT, isProblem, Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { redoMenu, renderRecalled, renderScratch } from '../../ui/quiz/redo.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { choose } from '../../ui/terminal/menu.ts'
import { verdictJson } from '../../ui/verdict/json.ts'
import { renderVerdict } from '../../ui/verdict/verdict.ts'
import { isInteractive, type World } from '../../world.ts'
import { judgeBeside, pointsOf } from '../parts/attempt.ts'
import { type Learner, openLearner } from '../parts/learner.ts'
import { shownPath } from '../parts/shown-path.ts'

interface RedoOptions {
  json?: boolean
  again?: boolean
}

/** An exercise that is written again. */
interface Redo extends FoundExercise {
  ref: ExerciseRef
  learner: Learner
  world: World
  wasDue: boolean
}

/**
 * An exercise that has passed, once more from its starter, in a scratch file: the first call puts it there, the next ones
 * judge what is in it. At a terminal a menu does both. Gives the exit code of the last verdict, else 0.
 * @throws Problem when it has not passed yet
 */
export async function redo(found: FoundExercise, options: RedoOptions, world: World): Promise<number> {
  const learner = await openLearner(world)
  const ref = refOf(found.day, found.exercise)
  const dueAt = dueAtOf(learner.course, learner.record.events, ref)
  if (dueAt === undefined) {
    throw new Problem(
      `You have not passed ${ref} yet, so there is nothing to recall.`,
      `Work on it: ${toType(`watch ${ref}`)}`,
      {
        exitCode: EXIT.notYet,
      },
    )
  }
  const it = { ...found, ref, learner, world, wasDue: Date.parse(dueAt) <= world.now().getTime() }
  if (options.again) beginAgain(it)
  const { file, state } = openScratch(learner.workbook, learner.course, found.day, found.exercise)
  if (isInteractive(world) && !options.json) return work(it, file, state)
  if (state === 'begun') return judgeScratch(it, options.json === true)
  world.stdout.write(
    options.json
      ? toJson({ exercise: ref, status: 'open', file })
      : `${renderScratch({ ref, title: found.exercise.title, file: shownPath(file, world), state }, lookOf(world))}To have it judged: ${toType(`review ${ref}`)}\n`,
  )
  return EXIT.ok
}

/** The menu, until it passes or the learner leaves. */
async function work(it: Redo, file: string, state: 'starter' | 'begun'): Promise<number> {
  const { world, exercise, ref } = it
  const look = lookOf(world)
  let code: number = EXIT.ok
  world.stdout.write(`\n${renderScratch({ ref, title: exercise.title, file: shownPath(file, world), state }, look)}\n`)
  for (;;) {
    const task = await choose(world, { message: 'What now?', choices: redoMenu(editorCommand(world.env)?.[0]) })
    if (task === undefined || world.signal.aborted) return EXIT.interrupted
    if (task === 'leave') return code
    if (task === 'edit') await openInEditor(file, world)
    else if (task === 'again') {
      beginAgain(it)
      openScratch(it.learner.workbook, it.learner.course, it.day, exercise)
    } else {
      code = await judgeScratch(it, false)
      if (code === EXIT.ok) return code
    }
  }
}

function beginAgain({ learner, day, exercise, world }: Redo): void {
  const { state } = openScratch(learner.workbook, learner.course, day, exercise)
  if (state === 'starter') return
  const kept = keepScratch(learner.workbook, day, exercise, world.now())
  world.stderr.write(`What was there is kept in ${shellWord(shownPath(kept, world))}\n`)
}

/** One verdict on the scratch file, recorded as a review. What passes is moved aside: the next review begins afresh. */
async function judgeScratch(it: Redo, json: boolean): Promise<number> {
  const { learner, day, exercise, ref, world } = it
  const { course, workbook } = learner
  const { state } = openScratch(workbook, course, day, exercise)
  const target = { kind: 'file' as const, path: scratchFile(workbook, day, exercise) }
  const judge = openJudge(world)
  const { verdict } = await judgeBeside(learner, judge, {
    course,
    day,
    exercise,
    target,
    signal: world.signal,
  }).finally(() => judge.close())
  if (verdict.status !== 'inconclusive' && (isPassed(verdict) || state === 'begun')) await recordReview(it, verdict)
  const look = lookOf(world)
  if (!json) {
    const view = { ref, exercise, verdict, explain: Number.POSITIVE_INFINITY, printedRows: 20 }
    world.stdout.write(renderVerdict(view, look))
  }
  const kept = isPassed(verdict) ? putAside(it) : undefined
  if (json) {
    const result = { ...verdictJson(ref, verdict, undefined), ...(kept !== undefined && { kept }) }
    world.stdout.write(toJson(result))
  } else if (isPassed(verdict)) world.stdout.write(await sayRecalled(it, kept))
  if (isPassed(verdict)) return EXIT.ok
  return verdict.status === 'inconclusive' ? EXIT.couldNotRun : EXIT.notYet
}

/** Undefined where it stays where it is; that takes nothing from the verdict. */
function putAside({ learner, day, exercise, world }: Redo): string | undefined {
  try {
    return shownPath(keepScratch(learner.workbook, day, exercise, world.now()), world)
  } catch (error) {
    if (!isProblem(error)) throw error
    world.stderr.write(`${error.message}\n${error.hint}\n`)
    return undefined
  }
}

async function recordReview({ learner, ref }: Redo, verdict: Verdict): Promise<void> {
  if (verdict.status === 'inconclusive') return
  await learner.add({
    type: 'review',
    exercise: ref,
    status: verdict.status,
    ms: Math.round(verdict.ms),
    failing: failingChecks(verdict),
    checks: verdict.checks.length,
    ...(verdict.score && { score: pointsOf(verdict.score) }),
  })
}

/** When it is due next, by the record as it is now. */
async function sayRecalled({ ref, world, wasDue }: Redo, kept: string | undefined): Promise<string> {
  const { course, record } = await openLearner(world)
  const dueAt = dueAtOf(course, record.events, ref)
  return renderRecalled({ kept, wasDue, dueAt }, lookOf(world))
}
