import { relative } from 'node:path'
import { deriveProgress, type Progress } from '../../../tracker/progress.ts'
import { openTracker, type Tracker } from '../../../tracker/store.ts'
import type { Course, Day, Exercise } from '../../engine/course/model.ts'
import { openCourse } from '../../engine/course/open.ts'
import { exerciseFile, openWorkbook, type Workbook } from '../../engine/workbook/workbook.ts'
import type { DayView } from '../../ui/day.ts'
import type { World } from '../../world.ts'

/** The course and the learner's work, opened side by side. */
export interface Desk {
  world: World
  course: Course
  workbook: Workbook
  tracker: Tracker
  progress: Progress
  /** True while nothing is recorded. */
  isFirstTime: boolean
}

/** Opens what most commands need. Warnings of the tracker go to stderr. */
export async function openDesk(world: World): Promise<Desk> {
  const course = await openCourse(world)
  const workbook = openWorkbook(world, course)
  const tracker = await openTracker(workbook.root, { now: world.now })
  const { record, warnings } = await tracker.read()
  for (const warning of warnings) world.stderr.write(`${warning}\n`)
  const progress = deriveProgress(course, record, world.now())
  return { world, course, workbook, tracker, progress, isFirstTime: record.events.length === 0 }
}

/** The same desk with what was recorded since. */
export async function refreshed(desk: Desk): Promise<Desk> {
  const { record } = await desk.tracker.read()
  const progress = deriveProgress(desk.course, record, desk.world.now())
  return { ...desk, progress, isFirstTime: record.events.length === 0 }
}

export function viewOf({ world, workbook, progress }: Desk, day: Day): DayView {
  const shown = progress.days.find((candidate) => candidate.day === day.day)
  if (!shown) throw new Error(`Day ${day.day} is in the course and not in its progress.`)
  return { day, shown, pathOf: (exercise) => shortPath(world.cwd, exerciseFile(workbook, day, exercise)) }
}

export function fileOf({ workbook }: Desk, day: Day, exercise: Exercise): string {
  return exerciseFile(workbook, day, exercise)
}

/** Relative where that is the shorter way to say it. */
function shortPath(cwd: string, path: string): string {
  const near = relative(cwd, path)
  return near.startsWith('..') ? path : near
}

/** Records, and says so when it could not be. */
export async function record(desk: Desk, ...events: Parameters<Tracker['add']>): Promise<void> {
  const { warning } = await desk.tracker.add(...events)
  if (warning !== undefined) desk.world.stderr.write(`${warning}\n`)
}
