import { relative } from 'node:path'
import { type Note, notesOf } from '../../../tracker/notes.ts'
import type { Day, Exercise } from '../../engine/course/model.ts'
import { exerciseFile } from '../../engine/workbook/workbook.ts'
import type { DayView } from '../../ui/course/day.ts'
import type { World } from '../../world.ts'
import { type Learner, openLearner } from '../parts/learner.ts'

/** What every step of a walk needs. */
export interface Desk extends Learner {
  world: World
}

export async function openDesk(world: World): Promise<Desk> {
  return { ...(await openLearner(world)), world }
}

/** The same desk with what was recorded since. */
export function refreshed({ world }: Desk): Promise<Desk> {
  return openDesk(world)
}

export function viewOf({ world, workbook, progress }: Desk, day: Day): DayView {
  const shown = progress.days.find((candidate) => candidate.day === day.day)
  if (!shown) throw new Error(`Day ${day.day} is in the course and not in its progress.`)
  return { day, shown, pathOf: (exercise) => shortPath(world.cwd, exerciseFile(workbook, day, exercise)) }
}

export function fileOf({ workbook }: Desk, day: Day, exercise: Exercise): string {
  return exerciseFile(workbook, day, exercise)
}

export function notesOfDay({ record }: Desk, day: Day): Note[] {
  return notesOf(record.events).filter((note) => note.day === day.day)
}

/** Relative where that is the shorter way to say it. */
function shortPath(cwd: string, path: string): string {
  const near = relative(cwd, path)
  return near.startsWith('..') ? path : near
}
