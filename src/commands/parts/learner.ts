import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { deriveProgress, type Progress } from '../../../tracker/progress.ts'
import type { TrackerRecord } from '../../../tracker/schema.ts'
import { type NewEvent, openTracker, type Tracker } from '../../../tracker/store.ts'
import type { Course } from '../../engine/course/model.ts'
import { openCourse } from '../../engine/course/open.ts'
import { rememberCourse } from '../../engine/workbook/course-of.ts'
import { IMPORT_NOTE, openWorkbook, type Workbook } from '../../engine/workbook/workbook.ts'
import { Problem } from '../../problem.ts'
import type { World } from '../../world.ts'

/** The learner's side of a command: their course, their folder, their record. */
export interface Learner {
  course: Course
  workbook: Workbook
  record: TrackerRecord
  progress: Progress
  /** Records what happened. What cannot be recorded is said on stderr and stops nothing. */
  add: (...events: NewEvent[]) => Promise<void>
  /**
   * Records what the command is there to record.
   * @param unsaid what to say where it cannot be recorded: `The note could not be recorded.`
   * @throws Problem then
   */
  keep: (unsaid: string, ...events: NewEvent[]) => Promise<void>
}

/** @throws Problem when there is no course, the folder is no workbook, or the record is from a newer version */
export async function openLearner(world: World): Promise<Learner> {
  const course = await openCourse(world)
  const workbook = openWorkbook(world, course)
  const tracker = await openTracker(workbook.root, { course, now: world.now })
  await takeBackUnfinishedImport(workbook, tracker, world)
  const { record, warnings } = await tracker.read()
  const warn = (text: string) => world.stderr.write(`${text}\n`)
  warnings.forEach(warn)
  const tryToAdd = async (events: NewEvent[]): Promise<string | undefined> => {
    rememberCourse(workbook.root, course)
    return (await tracker.add(...events)).warning
  }
  return {
    course,
    workbook,
    record,
    progress: deriveProgress(course, record, world.now()),
    add: async (...events) => {
      const warning = await tryToAdd(events)
      if (warning) warn(warning)
    },
    keep: async (unsaid, ...events) => {
      const warning = await tryToAdd(events)
      if (warning) throw new Problem(unsaid, warning)
    },
  }
}

/** An import that was killed in the middle: the workbook is as it was before. Nearly always there is none. */
async function takeBackUnfinishedImport({ root }: Workbook, tracker: Tracker, world: World): Promise<void> {
  if (!existsSync(join(root, IMPORT_NOTE))) return
  const { takeBackUnfinished } = await import('../../engine/archive/carry-out.ts')
  const events = takeBackUnfinished(root, world.now())
  if (!events) return
  const { entriesWithout } = await import('../../../tracker/merge.ts')
  if (events.length > 0) await tracker.change((all) => entriesWithout(all, events))
  world.stderr.write('An import that was interrupted is taken back: the workbook is as it was before.\n')
}
