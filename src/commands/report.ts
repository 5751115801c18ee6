import { join, resolve } from 'node:path'
import { openInBrowser } from '../engine/browser.ts'
import { saveFiles } from '../engine/save-files.ts'
import { EXIT } from '../problem.ts'
import { renderWrittenReport, writtenReportJson } from '../ui/report/written.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { composeReport } from './parts/month-report.ts'
import { shownPath } from './parts/shown-path.ts'

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
  const { statement, page } = composeReport(learner, name, world)
  const path = out === undefined ? join(learner.workbook.root, 'report.html') : resolve(world.cwd, out)
  const { replaced } = saveFiles([{ path, content: page }], force || out === undefined, 'report --out <file>')
  const opened = open ? await openInBrowser(path, world) : undefined
  const view = { statement, file: shownPath(path, world), replaced, opened }
  world.stdout.write(json ? writtenReportJson(view) : renderWrittenReport(view, lookOf(world)))
  return EXIT.ok
}
