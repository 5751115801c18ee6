import type { Day, Exercise } from '../../engine/course/model.ts'
import { refOf } from '../../engine/course/model.ts'
import { editorCommand } from '../../engine/editor.ts'
import { readSettings } from '../../engine/workbook/settings.ts'
import { EXIT, isProblem } from '../../problem.ts'
import { type DayTask, type DayView, dayMenu, type ExerciseTask, exerciseMenu } from '../../ui/course/day.ts'
import { renderTask } from '../../ui/course/exercise.ts'
import { loadHighlight } from '../../ui/markdown/markdown.ts'
import { renderNotesOfDay } from '../../ui/notes/notes.ts'
import { askKey } from '../../ui/terminal/ask-key.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { choose } from '../../ui/terminal/menu.ts'
import { askText } from '../../ui/terminal/prompt.ts'
import type { World } from '../../world.ts'
import { openFile } from '../parts/open-file.ts'
import { taskOf } from '../parts/task.ts'
import { showDemo, showSomeDemo } from './demos.ts'
import { type Desk, fileOf, notesOfDay, refreshed, viewOf } from './desk.ts'

type Run = (args: string[], options: Record<string, unknown>, world: World) => Promise<number>

/** The commands that a menu leads to, loaded when they are asked for. */
export type OtherCommands = Record<
  'check' | 'watch' | 'hint' | 'solution' | 'quiz' | 'bench' | 'progress' | 'note' | 'day',
  () => Promise<{ run: Run }>
>

export type MenuEnd = { how: 'leave'; code: number } | { how: 'read' | 'sections' }

/** The day's menu, again and again, until the learner reads on or leaves. Begins in an exercise where one is named. */
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
  let first = start.exercise === undefined ? undefined : (`exercise:${start.exercise}` as const)
  for (;;) {
    const message = `Day ${day.day}  ${day.title}`
    const choices = dayMenu(viewOf(desk, day), lookOf(world), { ...at, notes: notesOfDay(desk, day).length })
    const task: DayTask | undefined = first ?? (await choose(world, { message, choices, ...(last && { start: last }) }))
    first = undefined
    if (task === undefined || world.signal.aborted) return { how: 'leave', code: EXIT.interrupted }
    if (task === 'read' || task === 'sections') return { how: task }
    if (task === 'leave') return { how: 'leave', code: EXIT.ok }
    const [kind, name = ''] = task.split(':')
    if (kind === 'day') return { how: 'leave', code: await (await others.day()).run([name], {}, world) }
    const code = await guarded(world, () => doTask(desk, day, kind, name, others))
    if (world.signal.aborted) return { how: 'leave', code: EXIT.interrupted }
    // Ctrl-C in the quiz leaves the quiz.
    const isLeft = kind === 'quiz' && code === EXIT.interrupted
    const isInterrupted =
      !isLeft && (code === EXIT.interrupted || (kind !== 'exercise' && (await pause(world)) === 'interrupted'))
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
  if (kind === 'notes') return noteDown(desk, day, others)
  return (await others.progress()).run([], {}, desk.world)
}

/** The notes of the day, and room for one more. */
async function noteDown(desk: Desk, day: Day, others: OtherCommands): Promise<number> {
  const { world } = desk
  world.stdout.write(renderNotesOfDay(notesOfDay(desk, day), lookOf(world)))
  const text = await askText(world, 'A new note (Enter alone: none):')
  if (text.trim() === '') return EXIT.ok
  return (await others.note()).run([String(day.day), text], {}, world)
}

/** What was printed stays in sight until the learner has read it; then the menu comes. */
async function pause(world: World): Promise<'on' | 'interrupted'> {
  world.stdout.write('\n')
  const key = await askKey(world, lookOf(world).chalk.dim('Enter: the menu'))
  world.stdout.write('\r\x1b[K')
  return key === 'ctrl-c' ? 'interrupted' : 'on'
}

/** Its title, the file, the facts, and the menu. */
const ROWS_BELOW_A_CONTRACT = 15
const LEAST_ROWS_OF_A_CONTRACT = 6

/** The menu of one exercise. Gives the exit code only when Ctrl-C ends it. */
async function workOn(opened: Desk, day: Day, exercise: Exercise, others: OtherCommands): Promise<number> {
  const { world } = opened
  let desk = opened
  let last: ExerciseTask | undefined
  const look = lookOf(world)
  const rows = Math.max(LEAST_ROWS_OF_A_CONTRACT, (world.stdout.rows ?? 24) - ROWS_BELOW_A_CONTRACT)
  world.stdout.write(renderTask(taskOf(world, desk, { day, exercise }), rows, look, await loadHighlight(look)))
  for (;;) {
    const state = viewOf(desk, day).shown.exercises.find(({ id }) => id === exercise.id)
    const [editor] = editorCommand(world.env, readSettings(desk.workbook).editor) ?? []
    const choices = exerciseMenu(exercise, state, editor)
    const task = await choose(world, { message: 'What now?', choices, ...(last && { start: last }) })
    if (task === undefined) return EXIT.interrupted
    if (task === 'back') return EXIT.ok
    const code = await guarded(world, async () => {
      if (task !== 'edit') return (await others[task]()).run([refOf(day, exercise)], optionsOf(task, state), world)
      await openFile(fileOf(desk, day, exercise), desk.workbook, world)
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
