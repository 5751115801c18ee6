import { deriveProgress, type Progress } from '../../../tracker/progress.ts'
import type { TrackerRecord } from '../../../tracker/schema.ts'
import { type NewEvent, openTracker } from '../../../tracker/store.ts'
import type { Course } from '../../engine/course/model.ts'
import { openCourse } from '../../engine/course/open.ts'
import { openWorkbook, type Workbook } from '../../engine/workbook/workbook.ts'
import type { World } from '../../world.ts'

/** The learner's side of a command: their course, their folder, their record. */
export interface Learner {
  course: Course
  workbook: Workbook
  record: TrackerRecord
  progress: Progress
  /** Records what happened. What cannot be recorded is said on stderr and stops nothing. */
  add: (...events: NewEvent[]) => Promise<void>
}

/** @throws Problem when there is no course, the folder is no workbook, or the record is from a newer version */
export async function openLearner(world: World): Promise<Learner> {
  const course = await openCourse(world)
  const workbook = openWorkbook(world, course)
  const tracker = await openTracker(workbook.root, { now: world.now })
  const { record, warnings } = await tracker.read()
  const warn = (text: string) => world.stderr.write(`${text}\n`)
  warnings.forEach(warn)
  return {
    course,
    workbook,
    record,
    progress: deriveProgress(course, record, world.now()),
    add: async (...events) => {
      const { warning } = await tracker.add(...events)
      if (warning) warn(warning)
    },
  }
}
