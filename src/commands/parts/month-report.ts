import { measuredOf } from '../../../tracker/measured.ts'
import type { Statement } from '../../engine/certificate/certificate.ts'
import { composeStatement } from '../../engine/certificate/compose.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { reportPage } from '../../ui/report/page.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'
import { circumstancesOf, provedBy } from './statement.ts'

/**
 * The month as one page, and what it states.
 * @param name for whom it is
 * @throws Problem when the name cannot be one, or there is nothing to report yet
 */
export function composeReport(
  learner: Learner,
  name: string | undefined,
  world: World,
): { statement: Statement; page: string } {
  const { course, record, progress } = learner
  const statement = composeStatement(provedBy(learner), circumstancesOf(course.root, name, world))
  const why = whyNoReport(learner)
  if (why) throw why
  return { statement, page: reportPage({ course, statement, progress, measured: measuredOf(record.events) }) }
}

/** Why there is nothing to report yet; undefined where there is something. */
export function whyNoReport({ progress }: Pick<Learner, 'progress'>): Problem | undefined {
  if (progress.pace.activeDays > 0) return undefined
  return new Problem(
    'Nothing is judged, answered or measured yet, so there is nothing to report.',
    `Begin with: ${toType('next')}`,
    { exitCode: EXIT.notYet },
  )
}
