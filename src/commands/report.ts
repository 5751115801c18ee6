import { join, resolve } from 'node:path'
import { measuredOf } from '../../tracker/measured.ts'
import { openInBrowser } from '../engine/browser.ts'
import { composeStatement } from '../engine/certificate/compose.ts'
import { saveFiles } from '../engine/save-files.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { reportPage } from '../ui/report/page.ts'
import { renderWrittenReport, writtenReportJson } from '../ui/report/written.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { shownPath } from './parts/shown-path.ts'
import { circumstancesOf, provedBy } from './parts/statement.ts'

interface Options {
  name?: string
  out?: string
  force?: boolean
  open?: boolean
  json?: boolean
}

/** `course report`: the month as one page, for a portfolio. The one in the workbook is written anew each time. */
export async function run(_args: string[], options: Options, world: World): Promise<number> {
  const { name, out, force = false, open = false, json = false } = options
  const learner = await openLearner(world)
  const { course, workbook, record, progress } = learner
  const statement = composeStatement(provedBy(learner), circumstancesOf(course.root, name, world))
  if (progress.pace.activeDays === 0) {
    throw new Problem(
      'Nothing is judged, answered or measured yet, so there is nothing to report.',
      `Begin with: ${toType('next')}`,
      { exitCode: EXIT.notYet },
    )
  }
  const page = reportPage({ course, statement, progress, measured: measuredOf(record.events) })
  const path = out === undefined ? join(workbook.root, 'report.html') : resolve(world.cwd, out)
  const { replaced } = saveFiles([{ path, content: page }], force || out === undefined, 'report --out <file>')
  const opened = open ? await openInBrowser(path, world) : undefined
  const view = { statement, file: shownPath(path, world), replaced, opened }
  world.stdout.write(json ? writtenReportJson(view) : renderWrittenReport(view, lookOf(world)))
  return EXIT.ok
}
