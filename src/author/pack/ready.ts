import type { Course } from '../../engine/course/model.ts'
import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { brokenReport } from '../day-report.ts'
import { missingFiles } from '../exercise.ts'
import { error, type Finding } from '../finding.ts'
import { provePlan, readPlan } from '../plan.ts'
import { proveWritten, sourcesOf } from '../sources.ts'
import { proveTranslations } from '../translation/prove.ts'

const LONGEST_LIST = 5

/**
 * Whether learners could read the whole course and be judged by it. Nothing is judged here: that is `author check`.
 * @throws Problem when a part cannot be read or is not there, or when its author has yet to write it
 */
export function requireReady(course: Course): void {
  const unreadable = [
    ...provePlan(course, readPlan(course)),
    ...course.broken.flatMap(brokenFindings),
    ...gaps(course),
    ...ready(course).flatMap((day) => proveTranslations(course, day).filter(({ level }) => level === 'error')),
  ]
  if (unreadable.length > 0) {
    throw new Problem(
      `Learners could not work through this course:\n${listOf(unreadable, ({ message }) => message)}`,
      `Nothing was packed. Mend it; ${toType('author check')} says all that is wrong.`,
    )
  }
  const unwritten = ready(course).flatMap((day) => proveWritten(course, sourcesOf(course, day)))
  if (unwritten.length > 0) {
    const many = unwritten.length === 1 ? 'One TODO is' : `${unwritten.length} TODOs are`
    throw new Problem(
      `This course is a draft: ${many} still in it, and learners would read them.\n${listOf(unwritten, ({ mend = '' }) => mend)}`,
      `Nothing was packed. Write what they ask for; ${toType('author check')} lists them all.`,
    )
  }
}

function brokenFindings(broken: Course['broken'][number]): Finding[] {
  return brokenReport(broken).findings
}

/** What loads and leaves learners with nothing to do or nobody to judge it. */
function gaps(course: Course): Finding[] {
  const days = ready(course)
  if (days.length === 0 && course.broken.length === 0) {
    return [error('lessons/', 'There is no day in it.', `Begin one: ${toType('author new 1 <slug>')}`)]
  }
  return days.flatMap((day) =>
    day.exercises.flatMap((exercise) => {
      const missing = missingFiles(course, day, exercise)
      if (missing.length > 0 || (exercise.checks?.length ?? 0) > 0) return missing
      const file = `checks/${day.room}/${exercise.id}.check.ts`
      return [error(file, `Exercise ${exercise.id} has no checks that can be read.`, 'Write them.')]
    }),
  )
}

function ready({ days }: Course) {
  return days.filter(({ status }) => status === 'ready')
}

function listOf(findings: Finding[], say: (finding: Finding) => string): string {
  const lines = findings
    .slice(0, LONGEST_LIST)
    .map((finding) => `  ${finding.file}${finding.line === undefined ? '' : `:${finding.line}`}: ${say(finding)}`)
  const more = findings.length - lines.length
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n')
}
