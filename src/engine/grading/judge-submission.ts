import type { ExerciseRef } from '../course/model.ts'
import { type FenceRequest, fenceIn, type LocalFencing } from './fence.ts'
import type { Grade } from './graded.ts'
import { notFencedBy } from './not-fenced.ts'
import { type End, runHost } from './run-host.ts'
import type { Taken } from './take.ts'

export interface JudgeSubmission extends FenceRequest {
  fencing: LocalFencing
  exercises: readonly ExerciseRef[]
  signal: AbortSignal
  /** Told of each grade when there is one. What it throws ends everything. */
  onGrade: (grade: Grade) => void
}

/**
 * Judges a submission from scratch, exercise by exercise. One that breaks a limit is ended with all that it had started,
 * and the others are judged without it.
 * @throws Error when the process that judges cannot begin, AbortError when the signal is aborted; nothing is left running
 */
export async function judgeSubmission(taken: Taken, request: JudgeSubmission): Promise<void> {
  const notFenced = notFencedBy(request.fencing)
  const onGrade = (grade: Grade) => {
    const isOpen = notFenced.length > 0 && grade.status !== 'not-begun'
    request.onGrade(isOpen ? { ...grade, notFenced } : grade)
  }
  let left = [...request.exercises]
  while (left.length > 0) {
    request.signal.throwIfAborted()
    const end = await judgeInOneGo(taken, left, { ...request, onGrade })
    request.signal.throwIfAborted()
    left = left.slice(end.graded)
    const [exercise] = left
    if (exercise === undefined) return
    if (end.unable !== undefined || end.during !== exercise) {
      // What those before it have left behind may be why: without them it may be able.
      if (end.unable !== undefined && end.graded > 0) continue
      throw new Error(end.breach ?? end.unable ?? (end.said || 'The process that judges ended.'))
    }
    onGrade({ exercise, status: 'stopped', why: end.breach ?? 'it ended the process that judges', ms: end.ms })
    left.shift()
  }
}

async function judgeInOneGo(taken: Taken, exercises: ExerciseRef[], request: JudgeSubmission): Promise<End> {
  const fenced = fenceIn(request.fencing, request)
  try {
    return await runHost(fenced, taken, { ...request, exercises })
  } finally {
    fenced.remove()
  }
}
