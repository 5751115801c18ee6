import { realpathSync } from 'node:fs'
import type { ExerciseRef } from '../course/model.ts'
import type { FenceRequest, LocalFencing } from './fence.ts'
import { removeLeftOvers } from './folder.ts'
import type { Grade } from './graded.ts'
import { judgeSubmission } from './judge-submission.ts'
import type { Taken } from './take.ts'

/** Where submissions are judged: on this machine, or by whoever takes them from a queue. */
export interface Judging {
  /** How many are under way at a time. */
  atATime: number
  /**
   * @param onGrade told of each grade
   * @throws Error when it cannot be judged, AbortError when it was told to stop
   */
  judge: (taken: Taken, exercises: readonly ExerciseRef[], onGrade: (grade: Grade) => void) => Promise<void>
  close: () => Promise<void>
}

export interface HereRequest extends FenceRequest {
  fencing: LocalFencing
  workers: number
  signal: AbortSignal
}

/** Also removes what those before have left who were killed. */
export function judgingHere(request: HereRequest): Judging {
  removeLeftOvers()
  const { course, packageRoot, workers } = request
  const real = {
    ...request,
    packageRoot: realpathSync(packageRoot),
    course: { ...course, root: realpathSync(course.root) },
  }
  return {
    atATime: workers,
    judge: (taken, exercises, onGrade) => judgeSubmission(taken, { ...real, exercises, onGrade }),
    close: async () => undefined,
  }
}
