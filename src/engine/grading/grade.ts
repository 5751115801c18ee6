import { isProblem } from '../../problem.ts'
import type { FoundExercise } from '../course/find.ts'
import { type Course, type ExerciseRef, refOf } from '../course/model.ts'
import type { Submission } from './gather.ts'
import type { Grade, Graded } from './graded.ts'
import type { Journal } from './journal.ts'
import type { Judging } from './judging.ts'
import { type Taken, takeSubmission } from './take.ts'

export interface GradeRequest {
  course: Course
  submissions: readonly Submission[]
  exercises: readonly FoundExercise[]
  judging: Judging
  journal: Journal
  signal: AbortSignal
  onProgress?: (progress: GradeProgress) => void
}

export interface GradeProgress {
  /** Of the submissions. */
  done: number
  of: number
  /** What was just judged. */
  submission: string
  exercise?: ExerciseRef
}

/**
 * Judges what was handed in, each submission by itself and none by its record; the same files are judged once. One that
 * cannot be judged never stops the others. In the order of the submissions.
 * @throws AbortError when the signal is aborted; what was judged before is in the journal
 */
export async function gradeAll(request: GradeRequest): Promise<Graded[]> {
  const judged = new Map<string, Promise<Graded>>()
  const results = new Array<Graded>(request.submissions.length)
  let done = 0
  const tell = (submission: string, exercise?: ExerciseRef) =>
    request.onProgress?.({ done, of: results.length, submission, ...(exercise && { exercise }) })
  const gradeOne = async (submission: Submission): Promise<Graded> => {
    const taken = takeOrSay(submission, request)
    if ('problem' in taken) return taken
    const before = judged.get(taken.digest)
    if (before) return sameAs(await before, submission, taken)
    const grading = gradeTaken(submission, taken, request, (grade) => tell(submission.name, grade.exercise))
    judged.set(taken.digest, grading)
    return grading
  }
  const queue = request.submissions.entries()
  const work = async () => {
    for (const [index, submission] of queue) {
      results[index] = await gradeOne(submission)
      done += 1
      tell(submission.name)
    }
  }
  // Whoever stops waits until all have: what they had started is put away then.
  const ends = await Promise.allSettled(Array.from({ length: request.judging.atATime }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return results
}

function takeOrSay(
  submission: Submission,
  { course, exercises }: GradeRequest,
): Taken | (Graded & { problem: string }) {
  try {
    return takeSubmission(submission, course, [...new Set(exercises.map(({ day }) => day))])
  } catch (error) {
    if (!isProblem(error) && !isOfFiles(error)) throw error
    return { submission: submission.name, problem: error.message, leftOut: [], grades: [] }
  }
}

async function gradeTaken(
  { name }: Submission,
  taken: Taken,
  request: GradeRequest,
  onGrade: (grade: Grade) => void,
): Promise<Graded> {
  const { digest, leftOut } = taken
  const refs = request.exercises.map(({ day, exercise }) => refOf(day, exercise))
  const grades = request.journal.gradesOf(digest).filter(({ exercise }) => refs.includes(exercise))
  const isKnown = new Set(grades.map(({ exercise }) => exercise))
  const graded: Graded = { submission: name, digest, leftOut, grades }
  try {
    const open = refs.filter((ref) => !isKnown.has(ref))
    await request.judging.judge(taken, open, (grade) => {
      grades.push(grade)
      request.journal.add(digest, grade)
      onGrade(grade)
    })
  } catch (error) {
    // A problem is not of this submission: grades cannot be kept.
    if (request.signal.aborted || isProblem(error)) throw error
    graded.problem = error instanceof Error ? error.message : String(error)
  }
  const isGraded = new Set(grades.map(({ exercise }) => exercise))
  const missing = refs.filter((ref) => !isGraded.has(ref))
  if (missing.length > 0) graded.problem ??= `No grade came for ${missing.join(', ')}.`
  grades.sort((a, b) => refs.indexOf(a.exercise) - refs.indexOf(b.exercise))
  return graded
}

/** What the system says of a file or folder that it does not give. */
function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function sameAs(other: Graded, { name }: Submission, { leftOut }: Taken): Graded {
  return { ...other, submission: name, sameAs: other.submission, leftOut }
}
