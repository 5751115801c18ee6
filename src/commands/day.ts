import { findDay } from '../engine/course/find.ts'
import type { Day } from '../engine/course/model.ts'
import { ensureDay } from '../engine/workbook/ensure-day.ts'
import { EXIT, isProblem } from '../problem.ts'
import { renderComingDay } from '../ui/course/day.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { isInteractive, type World } from '../world.ts'
import { type Desk, openDesk } from './day/desk.ts'
import type { OtherCommands } from './day/tasks.ts'
import { notesOnRestored } from './parts/put-back.ts'
import { checkOpen, isClosed } from './parts/standing.ts'

export interface DayOptions {
  section?: string
  print?: boolean
  force?: boolean
  /** For `course next`: straight to the menu, at this exercise. */
  exercise?: string
}

const others: OtherCommands = {
  check: () => import('./check.ts'),
  watch: () => import('./watch.ts'),
  hint: () => import('./hint.ts'),
  solution: () => import('./solution.ts'),
  quiz: () => import('./quiz.ts'),
  bench: () => import('./bench.ts'),
  progress: () => import('./progress.ts'),
  note: () => import('./note.ts'),
  day: () => import('./day.ts'),
}

/** `course day <n>`: a walk through the day where there is a terminal, else the whole of it as text. */
export async function run(args: string[], options: DayOptions, world: World): Promise<number> {
  const desk = await openDesk(world)
  const day = findDay(desk.course, args[0] ?? '')
  if (day.status === 'coming') world.stdout.write(renderComingDay(day, lookOf(world)))
  await unlock(desk, day, options.force === true)
  if (day.status === 'coming') return EXIT.ok
  putStarters(desk, day)
  if (options.print || !isInteractive(world)) {
    const { printDay } = await import('./day/print.ts')
    await printDay(desk, day, options.section)
    return EXIT.ok
  }
  const { walkDay } = await import('./day/walk.ts')
  return walkDay(desk, day, options, others)
}

/** @throws Problem when a gate keeps the day closed; with `force` that is recorded instead */
async function unlock(desk: Desk, day: Day, force: boolean): Promise<void> {
  if (force && isClosed(desk, day)) await desk.add({ type: 'forced', day: day.day })
  else checkOpen(desk, day)
}

/** A day can be read where nothing can be written. */
function putStarters({ workbook, course, world }: Desk, day: Day): void {
  try {
    const { restored } = ensureDay(workbook, course, day)
    for (const note of notesOnRestored(restored)) world.stderr.write(`${note}\n`)
  } catch (error) {
    if (!isProblem(error)) throw error
    world.stderr.write(`${error.message}\n${error.hint}\n`)
  }
}
