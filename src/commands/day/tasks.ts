import type { Day, Exercise } from '../../engine/course/model.ts'
import { refOf } from '../../engine/course/model.ts'
import { runDemo } from '../../engine/demo.ts'
import { editorCommand, openInEditor } from '../../engine/editor.ts'
import { EXIT, isProblem } from '../../problem.ts'
import { type DayTask, type DayView, dayMenu, type ExerciseTask, exerciseMenu, renderExercise } from '../../ui/day.ts'
import { openKeys } from '../../ui/keys.ts'
import { lookOf } from '../../ui/look.ts'
import { choose } from '../../ui/menu.ts'
import type { World } from '../../world.ts'
import { type Desk, fileOf, refreshed, viewOf } from './desk.ts'

type Run = (args: string[], options: Record<string, unknown>, world: World) => Promise<number>

/** The commands that a menu leads to, loaded when they are asked for. */
export type OtherCommands = Record<
  'check' | 'watch' | 'hint' | 'solution' | 'quiz' | 'bench' | 'progress' | 'day',
  () => Promise<{ run: Run }>
>

export type MenuEnd = { how: 'leave'; code: number } | { how: 'read' | 'sections' }

/** The day's menu, again and again, until the learner reads on or leaves. */
export async function openMenu(
  opened: Desk,
  day: Day,
  start: { exercise?: string; section?: string },
  others: OtherCommands,
): Promise<MenuEnd> {
  const { world, course } = opened
  const nextDay = course.days.find((candidate) => candidate.day > day.day && candidate.status === 'ready')
  const at = { ...(start.section !== undefined && { section: start.section }), ...(nextDay && { nextDay }) }
  let desk = opened
  let last = start.exercise === undefined ? undone(viewOf(desk, day)) : (`exercise:${start.exercise}` as const)
  for (;;) {
    const message = `Day ${day.day}  ${day.title}`
    const choices = dayMenu(viewOf(desk, day), lookOf(world), at)
    const task = await choose(world, { message, choices, ...(last && { start: last }) })
    if (task === undefined || world.signal.aborted) return { how: 'leave', code: EXIT.interrupted }
    if (task === 'read' || task === 'sections') return { how: task }
    if (task === 'leave') return { how: 'leave', code: EXIT.ok }
    const [kind, name = ''] = task.split(':')
    if (kind === 'day') return { how: 'leave', code: await (await others.day()).run([name], {}, world) }
    const code = await guarded(world, () => doTask(desk, day, kind, name, others))
    const isInterrupted = code === EXIT.interrupted || (kind !== 'exercise' && (await pause(world)) === 'interrupted')
    if (isInterrupted || world.signal.aborted) return { how: 'leave', code: EXIT.interrupted }
    desk = await refreshed(desk)
    last = kind === 'exercise' ? (undone(viewOf(desk, day)) ?? task) : task
  }
}

/** What to point at once the exercises have been begun; before that the list begins with what comes first. */
function undone({ shown }: DayView): DayTask | undefined {
  if (shown.exercises.every(({ status }) => status === 'todo')) return undefined
  const exercise = shown.exercises.find(({ status }) => status !== 'passed')
  return exercise && `exercise:${exercise.id}`
}

async function doTask(desk: Desk, day: Day, kind: string | undefined, name: string, others: OtherCommands) {
  const exercise = day.exercises.find(({ id }) => id === name)
  if (kind === 'demo') return showDemo(desk, day, name)
  if (kind === 'demos') return showSomeDemo(desk, day)
  if (kind === 'exercise' && exercise) return workOn(desk, day, exercise, others)
  if (kind === 'quiz' || kind === 'bench') return (await others[kind]()).run([String(day.day)], {}, desk.world)
  return (await others.progress()).run([], {}, desk.world)
}

/** Runs a demo and records that it was seen. */
export async function showDemo(desk: Desk, day: Day, name: string): Promise<number> {
  const code = await runDemo(desk.course, day, name, desk.world)
  if (code === EXIT.ok) await desk.add({ type: 'demo', day: day.day, name })
  return code
}

/** Asks which of a day's demos to run. */
export async function showSomeDemo(desk: Desk, day: Day): Promise<number> {
  const choices = day.demos.map((demo) => ({ name: demo, value: demo }))
  const chosen = await choose(desk.world, { message: 'Which demo?', choices })
  return chosen === undefined ? EXIT.interrupted : showDemo(desk, day, chosen)
}

/** What was printed stays in sight until the learner has read it; then the menu comes. */
async function pause(world: World): Promise<'on' | 'interrupted'> {
  world.stdout.write(lookOf(world).chalk.dim('\nEnter: the menu'))
  const keys = openKeys(world.stdin, world.signal)
  try {
    return (await keys.next()) === 'ctrl-c' ? 'interrupted' : 'on'
  } finally {
    keys.close()
    world.stdout.write('\r\x1b[K')
  }
}

/** The menu of one exercise. Gives the exit code only when Ctrl-C ends it. */
async function workOn(opened: Desk, day: Day, exercise: Exercise, others: OtherCommands): Promise<number> {
  const { world } = opened
  const [editor] = editorCommand(world.env) ?? []
  let desk = opened
  let last: ExerciseTask | undefined
  world.stdout.write(renderExercise(viewOf(desk, day), exercise, lookOf(world)))
  for (;;) {
    const state = viewOf(desk, day).shown.exercises.find(({ id }) => id === exercise.id)
    const choices = exerciseMenu(exercise, state, editor)
    const task = await choose(world, { message: 'What now?', choices, ...(last && { start: last }) })
    if (task === undefined) return EXIT.interrupted
    if (task === 'back') return EXIT.ok
    const code = await guarded(world, async () => {
      if (task !== 'edit') return (await others[task]()).run([refOf(day, exercise)], optionsOf(task, state), world)
      await openInEditor(fileOf(desk, day, exercise), world)
      return EXIT.ok
    })
    if (code === EXIT.interrupted || world.signal.aborted) return EXIT.interrupted
    desk = await refreshed(desk)
    last = task
  }
}

function optionsOf(task: string, state: { status: string } | undefined): Record<string, unknown> {
  return task === 'solution' && state?.status === 'passed' ? { diff: true } : {}
}

/** What the learner can mend is said, and the menu comes again. */
async function guarded(world: World, task: () => Promise<number>): Promise<number> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return EXIT.interrupted
    if (!isProblem(error)) throw error
    world.stderr.write(`${lookOf(world).chalk.red(error.message)}\n${error.hint}\n`)
    return error.exitCode
  }
}
