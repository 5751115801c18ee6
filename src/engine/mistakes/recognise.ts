import type { Course, Day, Exercise } from '../course/model.ts'
import type { MistakeHeader } from '../course/schema.ts'
import type { Verdict, VerdictStatus } from '../judge/verdict.ts'
import { type Cases, readCases, showsCases } from './cases.ts'
import { failingChecks } from './failing.ts'
import { type Mistake, mistakesFolder, readMistakes } from './list.ts'

/** A known wrong answer that fails like a learner's. */
export interface Recognised {
  header: MistakeHeader
  /** The failing cases are the same, too; else the same checks fail, maybe for another reason. */
  sure: boolean
}

/** The wrong answer of this exercise that a verdict is like. */
export function recogniseAmong(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Pick<Exercise, 'id'>,
  verdict: Verdict,
): Recognised | undefined {
  const mistakes = readMistakes(course, day, exercise)
  return recogniseMistake(verdict, mistakes, () => readCases(mistakesFolder(course, day, exercise)))
}

/**
 * The known wrong answer whose status and failing checks are exactly those of the verdict. Of several, the one whose
 * cases are the same; else none: a wrong story is worse than no story. Nor is there one where the cases are others and
 * the failing checks say too little.
 */
export function recogniseMistake(verdict: Verdict, mistakes: Mistake[], cases: () => Cases): Recognised | undefined {
  if (verdict.status === 'passed') return undefined
  const failing = failingChecks(verdict)
  const alike = mistakes.flatMap((mistake) =>
    mistake.status === 'described' && failsAlike(mistake.header, verdict.status, failing) ? [mistake] : [],
  )
  if (alike.length === 0) return undefined
  const known = cases()
  const same = alike.filter(({ name }) => showsCases(known[name], verdict))
  if (same.length === 0 && !tellsApart(verdict, failing)) return undefined
  const [first, ...others] = same.length > 0 ? same : alike
  return first && others.length === 0 ? { header: first.header, sure: same.length > 0 } : undefined
}

const LARGEST_SHARE = 0.5

/** Code that does next to nothing fails most checks, and what gives nothing back is wrong before it is wrong in any known way. */
function tellsApart({ checks }: Verdict, failing: readonly string[]): boolean {
  if (failing.length > checks.length * LARGEST_SHARE) return false
  return !checks.some(({ status, received }) => status === 'failed' && received === 'undefined')
}

/** Whether a wrong answer ends in this way, at exactly these checks. */
export function failsAlike(
  header: Pick<MistakeHeader, 'status' | 'fails'>,
  status: VerdictStatus,
  failing: readonly string[],
): boolean {
  return header.status === status && isSameSet(header.fails, failing)
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each))
}
